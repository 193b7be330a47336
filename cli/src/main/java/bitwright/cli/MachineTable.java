package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.cli.flow.ReportParts;
import bitwright.reports.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A machine as `inspect` shows it: memories, areas as far as they are stated, and what every
/// instruction takes, by component where the file says so.
final class MachineTable {
    private MachineTable() {}

    static String of(Accelerator machine) {
        return memories(machine)
                + "\n\n"
                + areas(machine)
                + instructions(machine)
                + "\n\n"
                + machine.name()
                + ": "
                + Units.hertz(machine.clockHz())
                + (machine.technology() == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %s nm at %s V",
                                Units.number(machine.technology().nanometres()),
                                Units.number(machine.technology().volts())));
    }

    private static String memories(Accelerator machine) {
        List<List<String>> rows = new ArrayList<>();
        for (MemoryLevel level : machine.memories()) {
            rows.add(
                    List.of(
                            level.name(),
                            String.join(", ", level.perAxes()),
                            Units.bits(level.capacityBits()),
                            Units.number(level.energy().readPicojoulesPerBit()),
                            Units.number(level.energy().writePicojoulesPerBit()),
                            Units.number(level.energy().leakagePicojoulesPerCycle()),
                            level.areaSquareMicrometres() == null
                                    ? ""
                                    : Units.squareMicrometres(level.areaSquareMicrometres())));
        }
        return TextTable.of(
                List.of(
                        "memory",
                        "one for each of",
                        "capacity",
                        "read pJ/bit",
                        "write pJ/bit",
                        "leakage pJ/cycle",
                        "area of one"),
                rows,
                2);
    }

    private static String areas(Accelerator machine) {
        Map<String, Double> areas = ReportParts.area(machine);
        if (areas.isEmpty()) {
            return "";
        }
        double sum = areas.values().stream().mapToDouble(Double::doubleValue).sum();
        List<List<String>> rows = new ArrayList<>();
        areas.forEach((component, area) ->
                rows.add(
                        List.of(
                                component,
                                Units.squareMicrometres(area),
                                Units.percent(sum == 0 ? 0 : area / sum))));
        rows.add(List.of("all that is stated", Units.squareMicrometres(sum), ""));
        return TextTable.of(List.of("component", "area", "share"), rows, 1) + "\n\n";
    }

    private static String instructions(Accelerator machine) {
        List<List<String>> rows = new ArrayList<>();
        for (ComputeUnit unit : machine.units()) {
            for (Instruction row : unit.instructions()) {
                rows.add(
                        List.of(
                                unit.name(),
                                row.name(),
                                row.precision().weights().name(),
                                row.precision().activations().name(),
                                row.m() + " × " + row.n() + " × " + row.k(),
                                row.issueInterval().toString(),
                                Units.picojoules(row.energyPicojoules()),
                                row.parts().entrySet().stream()
                                        .map(part ->
                                                part.getKey()
                                                        + " "
                                                        + Units.picojoules(part.getValue()))
                                        .collect(Collectors.joining(" · "))));
            }
        }
        return TextTable.of(
                List.of(
                        "unit",
                        "instruction",
                        "weights",
                        "activations",
                        "tile",
                        "interval",
                        "energy",
                        "by component"),
                rows,
                8);
    }
}
