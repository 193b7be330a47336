package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.reports.Units;
import bitwright.sim.cost.Peak;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A machine in one row.
///
/// @param file where it was read
/// @param organisation of its units, with their sizes
/// @param peaks operations a second by precision, greatest first; a multiply-accumulate is two
/// @param weights number formats of weights that some instruction takes
/// @param areaSquareMicrometres of all components whose area is stated; null where none is
/// @param energy where the energy of instructions comes from
/// @param profiles names of its software profiles
/// @param source where the file's own numbers come from
public record MachineSummary(
        String name,
        String file,
        String organisation,
        long clockHz,
        Map<String, Double> peaks,
        List<String> weights,
        List<Memory> memories,
        @Nullable Double areaSquareMicrometres,
        String energy,
        List<String> profiles,
        String source) {
    private static final double OPERATIONS_PER_MAC = 2;
    private static final String USUAL = "w8a8";

    /// One memory level.
    ///
    /// @param instances that feed the unit which has most of them
    public record Memory(String name, long capacityBits, long instances) {}

    public static MachineSummary of(MachineSource machine) {
        Accelerator accelerator = machine.accelerator();
        Map<String, Double> areas = ReportParts.area(accelerator);
        return new MachineSummary(
                accelerator.name(),
                machine.file().toString(),
                accelerator.units().stream()
                        .map(MachineSummary::organisation)
                        .collect(Collectors.joining(" + ")),
                accelerator.clockHz(),
                peaks(accelerator),
                accelerator.units().stream()
                        .flatMap(unit -> unit.instructions().stream())
                        .map(row -> row.precision().weights().name())
                        .distinct()
                        .toList(),
                accelerator.memories().stream().map(level -> memory(level, accelerator)).toList(),
                areas.isEmpty()
                        ? null
                        : areas.values().stream().mapToDouble(Double::doubleValue).sum(),
                energy(accelerator),
                accelerator.profiles().stream().map(SoftwareProfile::name).toList(),
                accelerator.source().strip());
    }

    private static String organisation(ComputeUnit unit) {
        return switch (unit) {
            case SpatialArray array -> "array " + array.rows() + " × " + array.columns();
            case VectorProcessor processor -> "vector, threads " + processor.threads();
            case TensorProcessor processor ->
                    "tensor " + processor.multiprocessors() + " × " + processor.subcores();
        };
    }

    private static Map<String, Double> peaks(Accelerator accelerator) {
        Map<String, Double> found = new LinkedHashMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction row : unit.instructions()) {
                found.merge(
                        row.precision().withSignedActivations().name(),
                        OPERATIONS_PER_MAC * Peak.macsPerCycle(unit, row) * accelerator.clockHz(),
                        Math::max);
            }
        }
        Map<String, Double> peaks = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> peaks.put(entry.getKey(), entry.getValue()));
        return peaks;
    }

    private static Memory memory(MemoryLevel level, Accelerator accelerator) {
        return new Memory(
                level.name(),
                level.capacityBits(),
                accelerator.units().stream().mapToLong(level::instances).max().orElse(1));
    }

    private static String energy(Accelerator accelerator) {
        List<Instruction> rows =
                accelerator.units().stream().flatMap(unit -> unit.instructions().stream()).toList();
        boolean composed = rows.stream().anyMatch(row -> !row.parts().isEmpty());
        boolean quoted = rows.stream().anyMatch(row -> row.parts().isEmpty());
        boolean assumed = rows.stream().anyMatch(row -> row.source().contains("assumption"));
        String origin = composed && quoted ? "composed, quoted" : composed ? "composed" : "quoted";
        return assumed ? origin + ", assumed" : origin;
    }

    /// The clock with its unit.
    public String clock() {
        return Units.hertz(clockHz);
    }

    /// The peak at eight bits, and the greatest one where that is another.
    public String peakText() {
        Double usual = peaks.get(USUAL);
        Entry<String, Double> most = peaks.entrySet().iterator().next();
        String greatest = tera(most.getValue()) + " " + most.getKey();
        return usual == null || usual.equals(most.getValue())
                ? usual == null ? greatest : tera(usual) + " " + USUAL
                : tera(usual) + " " + USUAL + ", " + greatest;
    }

    private static String tera(double operationsPerSecond) {
        return Units.number(operationsPerSecond * 1e-12);
    }

    /// The number formats of weights, in the order of the file.
    public String weightsText() {
        return String.join(" ", weights);
    }

    /// The capacity of every level, and how many there are of it.
    public String memoriesText() {
        return memories.stream()
                .map(memory ->
                        (memory.instances() == 1 ? "" : memory.instances() + " × ")
                                + Units.bits(memory.capacityBits()))
                .collect(Collectors.joining(" · "));
    }

    /// The area with its unit; empty where none is stated.
    public String areaText() {
        return areaSquareMicrometres == null ? "" : Units.squareMicrometres(areaSquareMicrometres);
    }
}
