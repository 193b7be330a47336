package bitwright.cli;

import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.MachineSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bitwright machines`: what machines there are.
@Command(
        name = "machines",
        mixinStandardHelpOptions = true,
        description = {
            "Lists machine files: how the machine spends time, its clock, what it does at most in one second (a",
            "multiply-accumulate is two operations), its memories, its area as far as the file states it, where the energy",
            "of its operations comes from, and the number formats of weights that it has instructions for."
        },
        footer = {
            "",
            "Energy is 'composed' (from the component library at the machine's technology), 'quoted' (one number an",
            "instruction, from its source), and 'assumed' where a source says that a part of it is. Every number's source is in",
            "the machine's file.",
            "",
            "Examples:",
            "  bitwright machines",
            "  bitwright machines my-machine.yaml hw-configs/t4.yaml",
            "  bitwright machines --json"
        })
final class MachinesCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Machine files or folders of them (default: those that come with Bitwright).")
    private List<Path> files = List.of();

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = output.terminal();
        List<Path> wanted =
                files.isEmpty() ? machines(Arguments.root().resolve("hw-configs")) : named(files);
        List<MachineSummary> rows = new ArrayList<>();
        try (Progress progress = terminal.progress("reading machines", wanted.size())) {
            for (Path file : wanted) {
                rows.add(MachineSummary.of(MachineSource.load(file)));
                progress.step();
            }
        }
        if (output.json) {
            terminal.result(json(rows));
        } else {
            terminal.table(table(rows));
        }
        return 0;
    }

    private static List<Path> named(List<Path> arguments) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                found.addAll(machines(argument));
            } else {
                found.add(argument);
            }
        }
        return found;
    }

    /// The machine files of a folder, by name.
    ///
    /// @throws BadInputException if there are none
    private static List<Path> machines(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            List<Path> machines =
                    content.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                            .sorted()
                            .toList();
            if (machines.isEmpty()) {
                throw new BadInputException(
                        folder + ": has no machine file (.yaml). Maybe hw-configs.");
            }
            return machines;
        }
    }

    private static String table(List<MachineSummary> machines) {
        List<List<String>> rows = new ArrayList<>();
        for (MachineSummary machine : machines) {
            rows.add(
                    List.of(
                            machine.name(),
                            machine.organisation(),
                            machine.clock(),
                            machine.peakText(),
                            machine.memoriesText(),
                            machine.areaText(),
                            machine.energy(),
                            machine.weightsText()));
        }
        return TextTable.of(
                List.of(
                        "machine",
                        "organisation",
                        "clock",
                        "at most, 10¹² op/s",
                        "memories, outermost first",
                        "area",
                        "energy",
                        "weights"),
                rows,
                9);
    }

    private static String json(List<MachineSummary> machines) {
        ObjectNode root = JsonText.of("machines");
        ArrayNode rows = root.putArray("machines");
        for (MachineSummary machine : machines) {
            ObjectNode row =
                    rows.addObject()
                            .put("name", machine.name())
                            .put("file", machine.file())
                            .put("organisation", machine.organisation())
                            .put("clockHz", machine.clockHz());
            ObjectNode peaks = row.putObject("peakOperationsPerSecond");
            machine.peaks().forEach(peaks::put);
            ArrayNode memories = row.putArray("memories");
            machine.memories()
                    .forEach(memory ->
                            memories.addObject()
                                    .put("name", memory.name())
                                    .put("capacityBits", memory.capacityBits())
                                    .put("instances", memory.instances()));
            if (machine.areaSquareMicrometres() != null) {
                row.put("areaSquareMicrometres", machine.areaSquareMicrometres());
            }
            row.put("energy", machine.energy());
            ArrayNode profiles = row.putArray("softwareProfiles");
            machine.profiles().forEach(profiles::add);
            row.put("source", machine.source());
        }
        return JsonText.print(root);
    }
}
