package bitwright.cli;

import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.MemoryNeed;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.NetworkResult;
import bitwright.cli.flow.Simulation;
import bitwright.reports.Report;
import bitwright.reports.ReportFolder;
import bitwright.reports.ReportJson;
import bitwright.reports.SideBySide;
import bitwright.reports.SideBySideText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bitwright compare A B …`: reports of one model, or machines with one model, side by side.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Puts results side by side, with ratios to the first: reports (report.json or the folder that holds it) of one",
            "model, or machine files, on which the model is simulated. With several precisions, each machine has a column for",
            "each. With -o, a report folder of the first whose page has all of them in its table of machines, and",
            "comparison.json."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright compare hw-configs/t4.yaml hw-configs/hexagon-v66.yaml --model zoo:resnet18",
            "  bitwright compare hw-configs/pot-array-16x16.yaml --model models/fashion-resnet8.onnx -p w8a8,pot4a8",
            "  bitwright compare report-of-monday report-of-tuesday -o compared",
            "  bitwright compare a/report.json b/report.json --json"
        })
final class CompareCommand implements Callable<Integer> {
    private static final int LAYERS = 8;

    @Parameters(
            arity = "1..*",
            paramLabel = "THING",
            description = "Reports, their folders, or machine files (.yaml, .cfg).")
    private List<Path> things = List.of();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "What machine files are compared on: an ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private @Nullable String model;

    @Option(
            names = {"-p", "--precision"},
            split = ",",
            defaultValue = "w8a8",
            paramLabel = "P,…",
            description =
                    "Formats of weights and activations on machine files (default: ${DEFAULT-VALUE}).")
    private List<String> precisions = List.of("w8a8");

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "" + LAYERS,
            description =
                    "Show so many of the layers that take longest (default: ${DEFAULT-VALUE}).")
    private int layers = LAYERS;

    @Mixin private final InputOptions inputs = new InputOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        if (layers < 0) {
            throw new BadInputException("--layers (" + layers + ") must be at least 0.");
        }
        Terminal terminal = common.terminal();
        Map<String, Report> reports = new LinkedHashMap<>();
        for (Path thing : things) {
            if (isMachine(thing)) {
                for (String precision : precisions) {
                    simulate(thing, precision, reports, terminal);
                }
            } else {
                Path file = Files.isDirectory(thing) ? thing.resolve("report.json") : thing;
                if (!Files.exists(file)) {
                    throw new BadInputException(
                            file
                                    + ": no such file. Give a report.json, its folder, or a machine file (.yaml).");
                }
                put(reports, label(file, reports), ReportJson.read(file));
            }
        }
        SideBySide comparison = compared(reports);
        if (common.output != null) {
            ReportFolder.write(
                    withMachines(reports.values().iterator().next(), comparison),
                    Map.of(),
                    Map.of("comparison.json", SideBySideText.json(comparison)),
                    common.output);
        }
        if (common.json) {
            terminal.result(SideBySideText.json(comparison).stripTrailing());
        } else {
            terminal.table(SideBySideText.table(comparison, layers).stripTrailing());
            if (common.output != null) {
                terminal.table("report: " + common.output.resolve("report.html"));
            }
        }
        return 0;
    }

    private static boolean isMachine(Path thing) {
        String name = thing.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".cfg");
    }

    private static SideBySide compared(Map<String, Report> reports) {
        try {
            return SideBySide.of(reports);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("compare: " + problem.getMessage(), problem);
        }
    }

    /// The folder of a report, or all of its path where another one is called so.
    private static String label(Path file, Map<String, Report> reports) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path last = folder == null ? null : folder.getFileName();
        boolean usual = file.endsWith("report.json") && last != null;
        String label = String.valueOf(usual ? last : file.getFileName());
        return reports.containsKey(label) ? file.toString() : label;
    }

    private static void put(Map<String, Report> reports, String name, Report report) {
        if (reports.put(name, report) != null) {
            throw new BadInputException(name + ": is given twice. Leave one out.");
        }
    }

    private void simulate(
            Path file, String precision, Map<String, Report> reports, Terminal terminal)
            throws IOException {
        if (model == null) {
            throw new BadInputException(
                    file
                            + ": machine files are compared on a model. Add --model, such as --model zoo:resnet18.");
        }
        MachineSource machine = MachineSource.load(file);
        ModelSource read = inputs.load(model);
        ModelSource source = machine.seesMatrixProducts() ? read.asMatrixProducts() : read;
        Simulation simulation =
                new Simulation(
                        source,
                        machine,
                        Arguments.precision(precision, machine.accelerator()),
                        null);
        String machineName = machine.accelerator().name();
        try (Progress progress =
                terminal.progress("mapping layers on " + machineName, simulation.tasks())) {
            simulation.map(progress::step);
        }
        NetworkResult result = simulation.price();
        MemoryNeed need = simulation.memory();
        if (need.missingBits() > 0) {
            throw new BadInputException(need.complaint(machine.accelerator()));
        }
        put(
                reports,
                precisions.size() == 1 ? machineName : machineName + " " + precision,
                simulation.report(result, need, provenance(source, machine, precision)));
    }

    private Report.Provenance provenance(
            ModelSource source, MachineSource machine, String precision) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("precision", precision);
        options.put("batch", Integer.toString(inputs.batch()));
        if (!inputs.shapesText().isEmpty()) {
            options.put("shape", inputs.shapesText());
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(source.argument(), source.sha256());
        hashes.put(machine.file().toString(), machine.sha256());
        return new Report.Provenance(
                Version.NUMBER,
                "bitwright compare " + commandText(source.argument()),
                common.seed,
                options,
                hashes);
    }

    private String commandText(String argument) {
        List<String> words = new ArrayList<>();
        things.forEach(thing -> words.add(thing.toString()));
        return String.join(" ", words)
                + " --model "
                + argument
                + " --precision "
                + String.join(",", precisions)
                + inputs.text();
    }

    /// The report with all columns in its table of machines.
    private static Report withMachines(Report report, SideBySide comparison) {
        return new Report(
                report.provenance(),
                report.model(),
                report.machine(),
                report.totals(),
                report.memory(),
                report.layers(),
                report.plan(),
                report.prediction(),
                report.verification(),
                report.accuracy(),
                comparison.machineRows(),
                report.comparisons());
    }
}
