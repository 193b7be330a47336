package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.LayerDetails;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.MemoryNeed;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.NetworkResult;
import bitwright.cli.flow.NetworkTrace;
import bitwright.cli.flow.ReportParts;
import bitwright.reports.ConsoleTable;
import bitwright.reports.Report;
import bitwright.reports.ReportFolder;
import bitwright.reports.ReportJson;
import bitwright.reports.Timeline;
import bitwright.reports.TraceJson;
import bitwright.workload.Contraction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bitwright simulate MODEL --machine FILE --precision P`: one precision everywhere, no plan.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Maps every layer at one precision and says what the network costs on a machine.",
        footer = {
            "",
            "Examples:",
            "  bitwright simulate zoo:resnet50 --machine hw-configs/t4.yaml --precision w8a8",
            "  bitwright simulate models/fashion-vit.onnx -m hw-configs/hexagon-v66.yaml -p w4a8 -o report",
            "  bitwright simulate zoo:llama3-8b -m hw-configs/a100-80.yaml -p fp16afp16 --phase decode --context 1024",
            "  bitwright simulate Resnet18.csv -m scale.cfg -o report   # layers.csv has SCALE-Sim's columns"
        })
final class SimulateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "An ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private String model = "";

    @Option(
            names = {"-m", "--machine"},
            required = true,
            paramLabel = "FILE",
            description = "The machine file, or a SCALE-Sim configuration (.cfg).")
    private Path machine = Path.of("");

    @Option(
            names = {"-p", "--precision"},
            defaultValue = "w8a8",
            paramLabel = "P",
            description =
                    "Formats of weights and activations, such as w8a8, w4a8, pot4a8 (default: ${DEFAULT-VALUE}).")
    private String precision = "w8a8";

    @Option(
            names = "--cache",
            paramLabel = "FORMAT",
            description =
                    "Number format of a language model's cached keys and values, such as int8 (default: as activations).")
    private @Nullable String cache;

    @Option(
            names = "--trace",
            paramLabel = "LAYER",
            description =
                    "With -o: trace.json shows this layer tile by tile, and not the whole network.")
    private @Nullable String trace;

    @Mixin private final SoftwareOptions software = new SoftwareOptions();

    @Mixin private final InputOptions inputs = new InputOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        MachineSource machineSource = software.on(MachineSource.load(machine));
        Precision choice = Arguments.precision(precision, machineSource.accelerator());
        ModelSource read = inputs.load(model);
        ModelSource source = machineSource.seesMatrixProducts() ? read.asMatrixProducts() : read;
        if (trace != null && common.output == null) {
            throw new BadInputException(
                    "--trace " + trace + " needs a folder for trace.json. Maybe -o FOLDER.");
        }
        if (cache != null && source.network().caches().isEmpty()) {
            throw new BadInputException(
                    model + ": --cache is of language models, this one keeps nothing.");
        }
        Terminal terminal = common.terminal();
        NetworkCosting costing =
                new NetworkCosting(
                        source.network(),
                        machineSource.accelerator(),
                        Arguments.format(cache, machineSource.accelerator()));
        Stopwatch stopwatch = new Stopwatch();
        try (Progress progress =
                terminal.progress("mapping layers", costing.tasks(List.of(choice)))) {
            costing.map(List.of(choice), progress::step);
        }
        stopwatch.lap("mapping");
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction layer : source.network().contractions()) {
            choices.put(layer.name(), choice);
        }
        NetworkResult result = costing.price(choices);
        stopwatch.lap("pricing");
        MemoryNeed need = costing.memory(choices);
        LayerDetails details = LayerDetails.of(costing, choices);
        Report report = report(source, machineSource, result, details, need);
        if (common.output != null) {
            ReportFolder.write(
                    report,
                    stopwatch.seconds(),
                    Map.of("trace.json", TraceJson.text(timeline(costing, choices, result))),
                    common.output);
        }
        if (common.json) {
            terminal.result(ReportJson.text(report).stripTrailing());
        } else {
            terminal.table(ConsoleTable.text(report, terminal.colour()).stripTrailing());
            if (common.output != null) {
                terminal.table("report: " + common.output);
            }
        }
        if (need.missingBits() > 0) {
            terminal.problem(need.complaint(machineSource.accelerator()));
        }
        return need.missingBits() == 0 ? 0 : 1;
    }

    private Timeline timeline(
            NetworkCosting costing, Map<String, Precision> choices, NetworkResult result) {
        return trace == null
                ? NetworkTrace.of(costing, choices, result)
                : NetworkTrace.of(costing, choices, result, trace);
    }

    private Report report(
            ModelSource source,
            MachineSource machineSource,
            NetworkResult result,
            LayerDetails details,
            MemoryNeed need) {
        List<Report.LayerRow> layers = ReportParts.layers(result, details, Map.of());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("precision", precision);
        options.put("batch", Integer.toString(inputs.batch()));
        if (cache != null) {
            options.put("cache", cache);
        }
        if (software.software != null) {
            options.put("software", software.software);
        }
        if (!inputs.shapesText().isEmpty()) {
            options.put("shape", inputs.shapesText());
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(source.argument(), source.sha256());
        hashes.put(machineSource.file().toString(), machineSource.sha256());
        String command =
                "bitwright simulate "
                        + source.argument()
                        + " --machine "
                        + machineSource.file()
                        + " --precision "
                        + precision
                        + (cache == null ? "" : " --cache " + cache)
                        + software.text()
                        + inputs.text();
        return new Report(
                new Report.Provenance(Version.NUMBER, command, common.seed, options, hashes),
                ReportParts.model(source.network()),
                ReportParts.machine(machineSource),
                ReportParts.totals(result, layers),
                ReportParts.memory(need, machineSource.accelerator()),
                layers,
                null,
                null,
                null,
                null,
                List.of(),
                List.of());
    }
}
