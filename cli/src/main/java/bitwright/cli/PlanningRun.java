package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.Answer;
import bitwright.cli.flow.CandidateCheck;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachinePlan;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.NetworkTrace;
import bitwright.cli.flow.Placements;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.PlanReport;
import bitwright.cli.flow.Planning;
import bitwright.cli.flow.PlanningTable;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.sensitivity.CachedSensitivity;
import bitwright.precision.sensitivity.LossCache;
import bitwright.precision.sensitivity.Prediction;
import bitwright.precision.sensitivity.PredictionCheck;
import bitwright.precision.sensitivity.Sensitivities;
import bitwright.precision.sensitivity.Sensitivity;
import bitwright.precision.sensitivity.Subject;
import bitwright.precision.table.CostTableFile;
import bitwright.reports.Report;
import bitwright.reports.TraceJson;
import bitwright.workload.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The main job: losses, schedules, plans, integer execution and verification, on one model and any
/// number of machines.
final class PlanningRun {
    /// Calibration images on which whole plans are measured.
    private static final int PREDICTION_IMAGES = 128;

    private final ModelSource model;
    private final List<MachineSource> machines;
    private final Datasets datasets;
    private final PlanOptions options;
    private final Terminal terminal;
    private final Stopwatch stopwatch = new Stopwatch();
    private final Map<String, String> companions = new LinkedHashMap<>();
    private @Nullable Answer answer;
    private List<String> couplings = List.of();
    private @Nullable Path writtenTable;
    private @Nullable Path lossFolder;

    PlanningRun(
            ModelSource model,
            List<MachineSource> machines,
            Datasets datasets,
            PlanOptions options,
            Terminal terminal) {
        this.model = model;
        this.machines = machines;
        this.datasets = datasets;
        this.options = options;
        this.terminal = terminal;
        datasets.check(model.argument(), model.network());
    }

    /// Seconds of each stage.
    Map<String, Double> seconds() {
        return stopwatch.seconds();
    }

    /// Files beside the report: plans, cost tables and the first machine's timeline.
    Map<String, String> companions() {
        return companions;
    }

    /// What came out.
    ///
    /// @param report of the first machine
    /// @param complaints mismatches, a line each
    record Outcome(Report report, List<String> complaints) {}

    /// What the first machine's table answered; null before the run.
    @Nullable Answer answer() {
        return answer;
    }

    /// Why layers of the first machine's plan had to agree, for people; empty where they did not.
    String couplings() {
        return couplings.isEmpty() ? "" : "\ncouplings:\n  " + String.join("\n  ", couplings);
    }

    /// Where the first machine's cost table goes as soon as it is known; null for nowhere.
    void writeTableTo(@Nullable Path file) {
        writtenTable = file;
    }

    /// Where losses are kept from run to run; null for nowhere.
    void keepLossesIn(@Nullable Path folder) {
        lossFolder = folder;
    }

    private static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            FolderWriter.write(
                    folder == null ? Path.of(".") : folder,
                    Map.of(String.valueOf(file.getFileName()), text));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// What plans are chosen from.
    ///
    /// @param subject what losses were found on
    /// @param statistics activations of every tensor
    /// @param tables by machine
    record Prepared(
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            List<PlanningTable> tables) {}

    /// Measures losses, finds schedules and makes the tables.
    Prepared prepare() {
        Network network = model.network();
        List<Precision> candidates = Planning.candidates(machines, options.choices().candidates());
        Sensitivities.obstacle(options.sensitivity(), network)
                .ifPresent(problem -> {
                    throw new BadInputException(model.argument() + ": " + problem);
                });
        CandidateCheck.require(network, candidates, options.arithmetic().register());
        Map<MachineSource, Placements> placements = new LinkedHashMap<>();
        Map<MachineSource, NetworkCosting> costings = new LinkedHashMap<>();
        for (MachineSource machine : machines) {
            NetworkCosting costing = new NetworkCosting(network, machine.accelerator());
            costings.put(machine, costing);
            placements.put(
                    machine,
                    Placements.of(
                            network,
                            costing,
                            Planning.candidates(machine, options.choices()),
                            options.choices().fixed()));
        }
        Subject subject = datasets.subject(model, options.calibrationImages());
        Map<String, ActivationStatistics> statistics =
                subject.statistics(PlanOptions.STATISTICS_SAMPLES, options.seed());
        stopwatch.lap("calibration");
        Map<String, Map<String, Double>> losses = losses(subject, statistics, candidates);
        stopwatch.lap("sensitivity");
        List<PlanningTable> tables = new ArrayList<>();
        costings.forEach((machine, costing) -> {
            Placements own = placements.get(machine);
            if (own != null) {
                tables.add(table(machine, costing, own, losses));
            }
        });
        if (writtenTable != null) {
            write(writtenTable, CostTableFile.text(tables.getFirst().table()));
        }
        return new Prepared(subject, statistics, tables);
    }

    Outcome run(String command) {
        Prepared prepared = prepare();
        Network network = model.network();
        Map<String, ActivationStatistics> statistics = prepared.statistics();
        List<MachinePlan> plans = new ArrayList<>();
        for (PlanningTable table : prepared.tables()) {
            plans.add(Planning.solve(table, options.question()));
        }
        answer = plans.getFirst().answer();
        couplings = prepared.tables().getFirst().couplings();
        stopwatch.lap("solving");
        PlanReport report = new PlanReport(model, plans, options, command);
        report.predicted(prediction(prepared, plans.getFirst()));
        stopwatch.lap("prediction");
        Optional<String> obstacle = IntegerNetwork.obstacle(network);
        List<String> complaints = new ArrayList<>();
        if (obstacle.isEmpty()) {
            new IntegerExecution(model, datasets, options, terminal, stopwatch)
                    .run(report, statistics, complaints);
        } else {
            terminal.note("integer execution left out: " + obstacle.get());
        }
        companions.putAll(TablePlan.priceFiles(plans.getFirst().answer()));
        for (MachinePlan plan : plans) {
            String suffix = plan == plans.getFirst() ? "" : "-" + plan.accelerator().name();
            companions.put("plan" + suffix + ".json", PlanFile.text(plan.document(model)));
            companions.put("cost-table" + suffix + ".json", CostTableFile.text(plan.table()));
        }
        MachinePlan first = plans.getFirst();
        companions.put(
                "trace.json",
                TraceJson.text(NetworkTrace.of(first.costing(), first.choices(), first.result())));
        return new Outcome(report.build(), complaints);
    }

    private Prediction prediction(Prepared prepared, MachinePlan plan) {
        Map<String, Map<String, Precision>> precisions = new LinkedHashMap<>();
        plan.subject()
                .placements()
                .byLayer()
                .forEach((layer, placements) -> {
                    Map<String, Precision> byName = new LinkedHashMap<>();
                    placements.forEach(
                            placement -> byName.put(placement.name(), placement.precision()));
                    precisions.put(layer, byName);
                });
        PredictionCheck check =
                new PredictionCheck(
                        prepared.subject().first(PREDICTION_IMAGES),
                        prepared.statistics(),
                        options.sensitivity().change());
        try (Progress progress =
                terminal.progress("measuring whole plans", PredictionCheck.PLANS + 1L)) {
            return check.check(
                    plan.table(),
                    precisions,
                    plan.plan().choices(),
                    PredictionCheck.PLANS,
                    options.seed(),
                    progress::step);
        }
    }

    private Map<String, Map<String, Double>> losses(
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            List<Precision> candidates) {
        int contractions = subject.network().contractions().size();
        Sensitivity found =
                Sensitivities.of(options.sensitivity(), subject, statistics, options.seed());
        LossCache cache =
                new LossCache(
                        lossFolder,
                        Version.NUMBER,
                        options.sensitivity(),
                        subject,
                        statistics,
                        options.seed());
        CachedSensitivity sensitivity = new CachedSensitivity(found, cache);
        if (found.preparationSteps() > 0 && sensitivity.missing(candidates) > 0) {
            try (Progress progress =
                    terminal.progress(
                            "preparing " + options.sensitivity().label(),
                            found.preparationSteps())) {
                found.prepare(progress::step);
            }
        }
        try (Progress progress =
                terminal.progress("sensitivity", (long) contractions * candidates.size())) {
            return sensitivity.losses(candidates, progress::step);
        } finally {
            if (!cache.writable()) {
                terminal.note("losses are not kept: " + lossFolder + " cannot be written.");
            }
        }
    }

    private PlanningTable table(
            MachineSource machine,
            NetworkCosting costing,
            Placements placements,
            Map<String, Map<String, Double>> losses) {
        try (Progress progress =
                terminal.progress(
                        "mapping on " + machine.accelerator().name(), costing.tasks(placements))) {
            costing.map(placements, progress::step);
        }
        stopwatch.lap("mapping");
        return Planning.table(model.network(), machine, costing, placements, losses, options);
    }
}
