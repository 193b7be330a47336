package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.MemoryNeed;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.NetworkResult;
import bitwright.cli.flow.Simulation;
import bitwright.reports.ConsoleTable;
import bitwright.reports.Report;
import bitwright.reports.ReportFolder;
import bitwright.reports.ReportJson;
import bitwright.reports.TraceJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    @Mixin private final RunOptions run = new RunOptions();

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

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        MachineSource machine = run.machine();
        Precision choice = run.precision(machine);
        ModelSource model = run.model(machine);
        if (trace != null && common.output == null) {
            throw new BadInputException(
                    "--trace " + trace + " needs a folder for trace.json. Maybe -o FOLDER.");
        }
        if (cache != null && model.network().caches().isEmpty()) {
            throw new BadInputException(
                    model.argument() + ": --cache is of language models, this one keeps nothing.");
        }
        Terminal terminal = common.terminal();
        Simulation simulation =
                new Simulation(
                        model, machine, choice, Arguments.format(cache, machine.accelerator()));
        Stopwatch stopwatch = new Stopwatch();
        try (Progress progress = terminal.progress("mapping layers", simulation.tasks())) {
            simulation.map(progress::step);
        }
        stopwatch.lap("mapping");
        NetworkResult result = simulation.price();
        stopwatch.lap("pricing");
        MemoryNeed need = simulation.memory();
        Report report = simulation.report(result, need, provenance(model, machine));
        if (common.output != null) {
            ReportFolder.write(
                    report,
                    stopwatch.seconds(),
                    Map.of("trace.json", TraceJson.text(simulation.timeline(result, trace))),
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
            terminal.problem(need.complaint(machine.accelerator()));
        }
        return need.missingBits() == 0 ? 0 : 1;
    }

    private Report.Provenance provenance(ModelSource model, MachineSource machine) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("precision", run.precisionText());
        options.put("batch", Integer.toString(run.inputs().batch()));
        if (cache != null) {
            options.put("cache", cache);
        }
        if (run.software().software != null) {
            options.put("software", run.software().software);
        }
        if (!run.inputs().shapesText().isEmpty()) {
            options.put("shape", run.inputs().shapesText());
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(model.argument(), model.sha256());
        hashes.put(machine.file().toString(), machine.sha256());
        String command =
                "bitwright simulate "
                        + run.text(model, machine, cache == null ? "" : " --cache " + cache);
        return new Report.Provenance(Version.NUMBER, command, common.seed, options, hashes);
    }
}
