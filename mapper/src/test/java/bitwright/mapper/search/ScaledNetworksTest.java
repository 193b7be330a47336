package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.Machines;
import bitwright.mapper.interpreter.Verifier;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Law 7 on the layers of ResNet-18, MobileNetV2 and ViT-B with scaled-down extents: positions,
/// channels and groups are halved, the longest first, until a layer has 50,000 multiply-accumulates
/// or fewer; filters, strides and padding stay.
final class ScaledNetworksTest {
    private static final long MOST_MACS = 50_000;

    @ParameterizedTest
    @CsvSource({
        "int8-array-16x16, w8a8",
        "int8-array-16x16, w4a8",
        "simba-like, w8a8",
        "pot4-array-16x23, pot4a8"
    })
    void allDistinctScaledDownLayersComputeTheReferenceAndMoveWhatTheyAreChargedFor(
            String name, String label) throws IOException {
        Accelerator machine = Machines.read(name);
        Precision precision = machine.precision(label);
        MapperOptions options = MapperOptions.DEFAULT.withMostVisits(500);
        SplittableRandom random = new SplittableRandom(17);
        Set<LoopNest> nests = layers();
        assertThat(nests).hasSizeGreaterThan(20);
        for (LoopNest nest : nests) {
            MappedLayer layer = Mapper.map(nest, precision, machine, options);
            String what = nest + " " + layer.schedule();
            int[] input =
                    SchedulesRunTest.activations(random, nest.elements(Operand.INPUT), precision);
            int[] weights =
                    SchedulesRunTest.codes(
                            random, nest.elements(Operand.WEIGHT), precision.weights().bits());
            assertThat(
                            Verifier.compare(
                                            layer.schedule(),
                                            nest,
                                            precision,
                                            machine,
                                            input,
                                            weights)
                                    .firstMismatch())
                    .as(what)
                    .isNull();
        }
    }

    private static Set<LoopNest> layers() {
        Set<LoopNest> nests = new LinkedHashSet<>();
        for (String network : List.of("resnet18", "mobilenet_v2", "vit_b_16")) {
            Zoo.network(network, 1).layers().stream()
                    .filter(Contraction.class::isInstance)
                    .map(layer -> scaled(((Contraction) layer).nest()))
                    .forEach(nests::add);
        }
        return nests;
    }

    private static LoopNest scaled(LoopNest nest) {
        int[] extents = {
            nest.groups(),
            nest.outputChannels(),
            nest.inputChannels(),
            nest.outputHeight(),
            nest.outputWidth()
        };
        long rest = (long) nest.batch() * nest.filterHeight() * nest.filterWidth();
        while (rest * product(extents) > MOST_MACS) {
            int longest = 0;
            for (int index = 1; index < extents.length; index++) {
                longest = extents[index] > extents[longest] ? index : longest;
            }
            extents[longest] = Math.ceilDiv(extents[longest], 2);
        }
        LoopNest.Window window = nest.window();
        return new LoopNest(
                nest.batch(),
                extents[0],
                extents[1],
                extents[2],
                extents[3],
                extents[4],
                nest.filterHeight(),
                nest.filterWidth(),
                window,
                Math.max(
                        1,
                        (extents[3] - 1) * window.strideY()
                                + (nest.filterHeight() - 1) * window.dilationY()
                                + 1
                                - 2 * window.padTop()),
                Math.max(
                        1,
                        (extents[4] - 1) * window.strideX()
                                + (nest.filterWidth() - 1) * window.dilationX()
                                + 1
                                - 2 * window.padLeft()));
    }

    private static long product(int[] extents) {
        long product = 1;
        for (int extent : extents) {
            product *= extent;
        }
        return product;
    }
}
