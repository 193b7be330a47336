package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.VectorProcessor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The machines that ship, against their published figures and a golden summary.
final class MachineFilesTest {
    private static final Path GOLDEN =
            MachineTexts.FOLDER.resolveSibling(
                    "arch-model/src/test/resources/bitwright/arch/reader/machines.txt");

    @ParameterizedTest
    @MethodSource("bitwright.arch.reader.MachineTexts#shipped")
    void theFileIsNamedAsTheMachine(Path file) {
        assertThat(file).hasFileName(MachineReader.read(file).name() + ".yaml");
    }

    @Test
    void theSummaryOfAllMachinesIsGolden() throws IOException {
        var summary = new StringBuilder();
        MachineTexts.shipped().forEach(file -> append(summary, MachineReader.read(file)));
        if ("update".equals(System.getProperty("golden"))) {
            assertThat(System.getenv("CI")).as("CI rewrites no golden file").isNull();
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, summary);
        }
        assertThat(summary.toString())
                .as("after a wanted change run with -Dgolden=update and review it")
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theThreeMachinesOfTheDemoAreThere() {
        assertThat(MachineTexts.shipped().stream().map(file -> String.valueOf(file.getFileName())))
                .contains("hexagon-v66.yaml", "pot-array-16x16.yaml", "t4.yaml");
    }

    @Test
    void t4PeaksAreNvidias() {
        Accelerator machine = machine("t4");
        assertThat(teraOperations(machine, "w8a8")).isBetween(129.0, 131.0);
        assertThat(teraOperations(machine, "w4a4")).isBetween(259.0, 261.0);
        MemoryLevel dram = machine.memories().getFirst();
        assertThat(dram.ports().getFirst().readBitsPerCycle() * (double) machine.clockHz() / 8)
                .isBetween(219e9, 220e9);
        assertThat(machine.memories().getLast().capacityBits()).isEqualTo(256 * 1024 * 8);
    }

    @Test
    void hexagonDoes256ProductsACycleAndContextAndAQuarterOfThatWithShifts() {
        Accelerator machine = machine("hexagon-v66");
        assertThat(macsPerCycle(machine, "w8a8")).isEqualTo(4 * 256);
        assertThat(macsPerCycle(machine, "w4a8")).as("unpacked when loaded").isEqualTo(4 * 256);
        assertThat(macsPerCycle(machine, "pot4a8")).isEqualTo(4 * 64);
        assertThat(macsPerCycle(machine, "pot5a8")).isEqualTo(4 * 32);
    }

    /// Products that published tables and reference manuals have for one core or context.
    @ParameterizedTest
    @CsvSource({
        "hexagon-v62, w8a8, 512",
        "hexagon-v68, w8a8, 1024",
        "cortex-a53, fp32afp32, 4",
        "cortex-a73, fp32afp32, 4",
        "cortex-a76, fp32afp32, 8",
        "cortex-a76, w8a8, 32",
        "neoverse-v1, fp32afp32, 16",
        "neoverse-v1, w8a8, 64",
        "zen3-avx2, fp32afp32, 16",
        "xeon-avx512-vnni, fp32afp32, 32",
        "xeon-avx512-vnni, w8a8, 64"
    })
    void vectorUnitsDoThePublishedProductsACycle(String name, String precision, double macs) {
        assertThat(macsPerCycle(machine(name), precision)).isEqualTo(macs);
    }

    @Test
    void unsignedActivationsAreFasterOnX86() {
        Accelerator avx2 = machine("zen3-avx2");
        Accelerator vnni = machine("xeon-avx512-vnni");
        assertThat(unsigned(avx2)).isEqualTo(32);
        assertThat(unsigned(vnni)).isEqualTo(128);
    }

    private static double unsigned(Accelerator machine) {
        ComputeUnit unit = machine.units().getFirst();
        return unit.instructionsFor(machine.precision("w8a8").withUnsignedActivations()).stream()
                .mapToDouble(row -> macsPerCycle(unit, row))
                .max()
                .orElseThrow();
    }

    @Test
    void serialWeightsTakeOneCycleAndOneShiftAddForEachMagnitudeBit() {
        Accelerator machine = machine("pot-array-16x16");
        for (int activations : new int[] {4, 8}) {
            Instruction shiftAdd = row(machine, "pot4a" + activations);
            assertThat(shiftAdd.issueInterval()).isEqualTo(IssueInterval.cycles(1));
            for (int bits = 2; bits <= 8; bits++) {
                Instruction serial = row(machine, "w" + bits + "a" + activations);
                assertThat(serial.issueInterval()).isEqualTo(IssueInterval.cycles(bits - 1));
                for (String part : List.of("shifter", "adder", "accumulator")) {
                    assertThat(serial.parts().get(part))
                            .isCloseTo(
                                    (bits - 1) * shiftAdd.parts().getOrDefault(part, 0.0),
                                    Offset.offset(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bitwright.arch.reader.MachineTexts#shipped")
    void unsignedActivationsAreTakenWhereSignedOnesOfUpToEightBitsAre(Path file) {
        for (ComputeUnit unit : MachineReader.read(file).units()) {
            for (Instruction row : unit.instructions()) {
                if (row.precision().activations().bits() <= 8) {
                    assertThat(unit.instructionsFor(row.precision().withUnsignedActivations()))
                            .as("%s %s", row.name(), row.precision().name())
                            .isNotEmpty();
                }
            }
        }
    }

    private static Accelerator machine(String name) {
        return MachineReader.read(MachineTexts.FOLDER.resolve(name + ".yaml"));
    }

    private static Instruction row(Accelerator machine, String precision) {
        List<Instruction> rows =
                machine.units().getFirst().instructionsFor(Precision.parse(precision));
        assertThat(rows).as(precision).hasSize(1);
        return rows.getFirst();
    }

    /// Multiply-accumulates of the whole unit in one cycle: as often as interval and slots allow,
    /// with the best row.
    private static double macsPerCycle(Accelerator machine, String precision) {
        ComputeUnit unit = machine.units().getFirst();
        List<Instruction> rows = unit.instructionsFor(machine.precision(precision));
        assertThat(rows).as(precision).isNotEmpty();
        return rows.stream().mapToDouble(row -> macsPerCycle(unit, row)).max().orElseThrow();
    }

    private static double macsPerCycle(ComputeUnit unit, Instruction row) {
        double issues = 1.0 / row.issueInterval().cycles();
        if (unit instanceof VectorProcessor vector) {
            issues *=
                    row.slots().entrySet().stream()
                            .mapToDouble(use ->
                                    (double) vector.slots().getOrDefault(use.getKey(), 0)
                                            / use.getValue())
                            .min()
                            .orElseThrow();
        }
        long parallel =
                unit.axes().stream().mapToLong(ParallelAxis::size).reduce(1, Math::multiplyExact);
        return issues * parallel * row.m() * row.n() * row.k();
    }

    private static double teraOperations(Accelerator machine, String precision) {
        return 2 * macsPerCycle(machine, precision) * machine.clockHz() / 1e12;
    }

    private static void append(StringBuilder summary, Accelerator machine) {
        summary.append(
                "%s %d Hz, %d cycles a layer\n"
                        .formatted(
                                machine.name(),
                                machine.clockHz(),
                                machine.software().layerOverheadCycles()));
        for (MemoryLevel level : machine.memories()) {
            summary.append(
                    "  %s %s %s x %d bits, %s, %d cycles, %s, %s\n"
                            .formatted(
                                    level.name(),
                                    level.holds(),
                                    level.perAxes(),
                                    level.capacityBits(),
                                    level.ports(),
                                    level.latencyCycles(),
                                    level.filling(),
                                    level.energy()));
        }
        for (ComputeUnit unit : machine.units()) {
            summary.append("  %s %s\n".formatted(unit.name(), unit.axes()));
            for (Instruction row : unit.instructions()) {
                summary.append(
                        "    %s %s %s x %s, %dx%dx%d, %s/%d cycles, %s pJ %s\n"
                                .formatted(
                                        row.precision().name(),
                                        row.name(),
                                        row.precision().weights().name(),
                                        row.precision().activations().name(),
                                        row.m(),
                                        row.n(),
                                        row.k(),
                                        row.issueInterval(),
                                        row.latency(),
                                        digits(row.energyPicojoules()),
                                        row.slots()));
            }
        }
    }

    /// Six digits.
    private static String digits(double picojoules) {
        return BigDecimal.valueOf(picojoules)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }
}
