package bitwright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// ONNX Runtime's fp32 against its eight bits on the processor that runs this, measured now, beside
/// what the machine file of such a processor says. Ratios of medians of processor time that were
/// taken in turn: a busy machine slows both. What is asserted is wide; the figures are in
/// `bench/target/runtime-ratio.csv`.
final class RuntimeRatioTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final int ROUNDS = 9;
    private static final double ROUND_MICROSECONDS = 10_000;
    private static final double MOST_FACTOR = 2;
    private static final double MOST_MEAN_FACTOR = 1.5;
    private static final Set<String> SHAPES =
            Set.of(
                    "product 512 x 512 x 512",
                    "product 128 x 768 x 768",
                    "convolution 3 x 3, 64 to 64, 56 x 56",
                    "convolution 3 x 3, 256 to 256, 14 x 14",
                    "convolution 1 x 1, 256 to 1024, 14 x 14");

    /// The machine file of a processor with these flags of `/proc/cpuinfo`; none where products of
    /// bytes run on instructions that no file has.
    private static Optional<String> machine(List<String> flags) {
        if (flags.contains("amx_int8")) {
            return Optional.empty();
        }
        if (flags.contains("avx512_vnni")) {
            return Optional.of("xeon-avx512-vnni");
        }
        boolean plain = flags.contains("avx2") && !flags.contains("avx_vnni");
        return plain && !flags.contains("avx512f") ? Optional.of("zen3-avx2") : Optional.empty();
    }

    private static List<String> flags() throws IOException {
        Path information = Path.of("/proc/cpuinfo");
        if (!Files.exists(information)) {
            return List.of();
        }
        return Files.readAllLines(information).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> List.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))
                .orElse(List.of());
    }

    @Test
    void theMachineFileSaysWhatEightBitsGainOnThisProcessor() throws IOException {
        Optional<String> name = machine(flags());
        Path file = ROOT.resolve("bench/target/runtime-ratio.csv");
        Files.createDirectories(ROOT.resolve("bench/target"));
        if (name.isEmpty()) {
            Files.writeString(file, "not measured: no machine file is of such a processor\n");
        }
        assumeTrue(name.isPresent(), "not measured: no machine file is of such a processor.");
        Accelerator machine =
                MachineReader.read(ROOT.resolve("hw-configs/" + name.orElseThrow() + ".yaml"));
        List<String> lines = new ArrayList<>();
        lines.add("machine,shape,fp32 microseconds,int8 microseconds,measured,predicted,error");
        List<RatioShape> shapes =
                RatioShape.ALL.stream().filter(shape -> SHAPES.contains(shape.name())).toList();
        assertThat(shapes).hasSameSizeAs(SHAPES);
        List<Double> factors = new ArrayList<>();
        for (RatioShape shape : shapes) {
            RuntimeRatio.Times times = RuntimeRatio.measured(shape, ROUNDS, ROUND_MICROSECONDS);
            double predicted = predicted(shape, machine);
            double error = predicted / times.ratio() - 1;
            factors.add(Math.exp(Math.abs(Math.log(1 + error))));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%s,\"%s\",%.1f,%.1f,%.3f,%.3f,%+.1f %%",
                            machine.name(),
                            shape.name(),
                            times.floats(),
                            times.codes(),
                            times.ratio(),
                            predicted,
                            100 * error));
        }
        Files.write(file, lines);
        assertThat(factors).as("%s", lines).allMatch(factor -> factor < MOST_FACTOR);
        assertThat(factors.stream().mapToDouble(Math::log).average().orElseThrow())
                .as("%s", lines)
                .isLessThan(Math.log(MOST_MEAN_FACTOR));
    }

    private static double predicted(RatioShape shape, Accelerator machine) {
        Precision codes = machine.precision("w8a8").withUnsignedActivations();
        return cycles(shape, machine.precision("fp32afp32"), machine)
                / cycles(shape, codes, machine);
    }

    private static double cycles(RatioShape shape, Precision precision, Accelerator machine) {
        return Mapper.map(
                        shape.nest(),
                        machine.withOwnAccumulator(precision),
                        machine,
                        MapperOptions.DEFAULT)
                .cost()
                .cycles();
    }

    @Test
    void aProcessorIsKnownByItsInstructions() {
        assertThat(machine(List.of("sse2", "avx", "avx2"))).contains("zen3-avx2");
        assertThat(machine(List.of("avx2", "avx512f", "avx512_vnni"))).contains("xeon-avx512-vnni");
        assertThat(machine(List.of("avx2", "avx_vnni"))).isEmpty();
        assertThat(machine(List.of("avx2", "avx512_vnni", "amx_int8"))).isEmpty();
        assertThat(machine(List.of("sse2"))).isEmpty();
    }
}
