package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.kernels.codec.Integers;
import bitwright.mapper.interpreter.Verifier;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Law 7 for the other number formats: a machine that has one in its table, or defines one, gets
/// schedules that compute the reference.
final class FormatSchedulesTest {
    private static final Path ARRAY =
            Path.of(System.getProperty("bitwright.root"), "hw-configs", "pot-array-16x16.yaml");

    private static final String DEFINED =
            """
            formats:
              - name: own
                values: [3, -1.5, 0, 0.25, -0.75]
                source: "assumption: made for this test"
            memories:
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "own",
                "apot4",
                "apot7",
                "stlq4r25",
                "dense3",
                "nf4i8",
                "binary",
                "fp4e2m1",
                "fp6e2m3",
                "mxint8",
                "int1"
            })
    void schedulesComputeTheReference(String name) throws IOException {
        String text =
                Files.readString(ARRAY)
                        .replace("memories:\n", DEFINED)
                        .replace("weights: pot3", "weights: " + name);
        Accelerator machine = MachineReader.parse(text, name);
        NumberFormat weights = NumberFormat.parse(name, machine.codebooks());
        Precision precision = machine.precision(weights.weightLabel() + "a8");
        var random = new SplittableRandom(3);
        for (int round = 0; round < 5; round++) {
            LoopNest nest = SchedulesRunTest.randomNest(random);
            MappedLayer layer =
                    Mapper.map(
                            nest, precision, machine, MapperOptions.DEFAULT.withMostVisits(20_000));
            int[] input =
                    Integers.of(
                            precision.activations(),
                            random.ints(nest.elements(Operand.INPUT), 0, 256).toArray());
            int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, weights.codes()).toArray();
            assertThat(
                            Verifier.compare(
                                            layer.schedule(),
                                            nest,
                                            precision,
                                            machine,
                                            input,
                                            codes)
                                    .firstMismatch())
                    .as("%s %s", nest, layer.schedule())
                    .isNull();
        }
    }
}
