package bitwright.cli.flow;

import bitwright.cli.Version;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.Prediction;
import bitwright.precision.table.Measure;
import bitwright.reports.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers the results of a planning run into its report: the first machine in full, the others
/// side by side.
public final class PlanReport {
    private final ModelSource model;
    private final List<MachinePlan> plans;
    private final PlanOptions options;
    private final String command;
    private final Map<MachinePlan, Double> integerTop1 = new LinkedHashMap<>();
    private final Map<String, Double> uniformTop1 = new LinkedHashMap<>();
    private Report.@Nullable Verification verification;
    private Report.@Nullable Prediction prediction;
    private int images;
    private double floatTop1;
    private double agreement;

    public PlanReport(
            ModelSource model, List<MachinePlan> plans, PlanOptions options, String command) {
        this.model = model;
        this.plans = List.copyOf(plans);
        this.options = options;
        this.command = command;
    }

    /// The plans, the reported machine first.
    public List<MachinePlan> plans() {
        return plans;
    }

    /// Notes how a plan's integer network did.
    public void accuracy(MachinePlan plan, int[] labels, int[] floatClasses, int[] classes) {
        integerTop1.put(plan, CrossEntropy.top1(classes, labels));
        if (plan == plans.getFirst()) {
            images = labels.length;
            floatTop1 = CrossEntropy.top1(floatClasses, labels);
            agreement = CrossEntropy.top1(classes, floatClasses);
        }
    }

    /// Notes how a uniform precision did.
    public void uniformTop1(String precision, double top1) {
        uniformTop1.put(precision, top1);
    }

    /// Notes how well losses said what the first machine's plan loses.
    public void predicted(Prediction found) {
        prediction =
                new Report.Prediction(
                        found.change().label(),
                        found.predicted(),
                        found.measured(),
                        found.plans(),
                        found.rankCorrelation(),
                        found.images());
    }

    /// Adds what running a plan's schedules gave.
    public void verified(Report.Verification more) {
        Report.Verification known =
                verification == null ? new Report.Verification(0, 0, 0) : verification;
        verification =
                new Report.Verification(
                        known.schedulesExecuted() + more.schedulesExecuted(),
                        known.valuesCompared() + more.valuesCompared(),
                        known.mismatches() + more.mismatches());
    }

    /// The report.
    public Report build() {
        MachinePlan first = plans.getFirst();
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(model.argument(), model.sha256());
        plans.forEach(plan -> hashes.put(plan.source().file().toString(), plan.source().sha256()));
        List<Report.MachineRow> machines = new ArrayList<>();
        plans.forEach(plan -> machines.add(row(plan)));
        List<Report.LayerRow> layers =
                ReportParts.layers(
                        first.result(),
                        LayerDetails.of(first.costing(), first.choices()),
                        first.losses());
        Report.Plan plan = plan(first);
        return new Report(
                new Report.Provenance(
                        Version.NUMBER, command, options.seed(), optionTexts(), hashes),
                ReportParts.model(model.network()),
                ReportParts.machine(first.source()),
                ReportParts.totals(first.result(), layers),
                ReportParts.memory(first.costing().memory(first.choices()), first.accelerator()),
                layers,
                plan,
                prediction,
                verification,
                images == 0
                        ? null
                        : new Report.Accuracy(
                                images,
                                floatTop1,
                                integerTop1.getOrDefault(first, 0.0),
                                agreement,
                                uniformTop1),
                machines,
                Comparisons.of(plan, machines));
    }

    private Map<String, String> optionTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("candidates", String.join(" ", options.choices().candidates()));
        texts.put("loss", options.sensitivity().description());
        texts.put(
                "costs",
                "size in KiB, latency in ms, energy in mJ, bit operations in millions, of the"
                        + " contractions; the peak of live activations in KiB");
        List<String> couplings = plans.getFirst().subject().couplings();
        for (int at = 0; at < couplings.size(); at++) {
            texts.put("coupling " + (at + 1), couplings.get(at));
        }
        texts.put("calibrationImages", Integer.toString(options.calibrationImages()));
        texts.put("testImages", Integer.toString(options.testImages()));
        return texts;
    }

    private Report.Plan plan(MachinePlan machine) {
        PrecisionPlan plan = machine.plan();
        List<Report.UniformRow> uniform = new ArrayList<>();
        for (String choice : machine.subject().placements().everywhere()) {
            TableBuilder.Uniform row = TableBuilder.uniform(machine.table(), choice);
            boolean feasible =
                    machine.maxima().entrySet().stream()
                            .allMatch(budget -> value(row, budget.getKey()) <= budget.getValue());
            uniform.add(new Report.UniformRow(row.choice(), row.loss(), row.costs(), feasible));
        }
        PrecisionPlan cheapest = machine.cheapest();
        Report.OtherDirection other =
                cheapest.status() == PrecisionPlan.Status.INFEASIBLE
                        ? null
                        : new Report.OtherDirection(
                                TableBuilder.LATENCY,
                                plan.loss(),
                                cheapest.costs().getOrDefault(TableBuilder.LATENCY, 0.0),
                                cheapest.bound(),
                                cheapest.gap(),
                                cheapest.choices());
        return new Report.Plan(
                machine.question().objective().name(),
                machine.answer().objective(),
                plan.bound(),
                plan.gap(),
                plan.status().name().toLowerCase(Locale.ROOT),
                plan.solver(),
                plan.loss(),
                machine.maxima(),
                plan.costs(),
                plan.choices(),
                uniform,
                other,
                machine.table().couplings().stream()
                        .map(coupling ->
                                new Report.Coupling(
                                        coupling.attribute(), coupling.layers(), coupling.reason()))
                        .toList(),
                PlanFront.of(machine, TableBuilder.LATENCY));
    }

    private static double value(TableBuilder.Uniform row, String measure) {
        return measure.equals(Measure.LOSS_NAME)
                ? row.loss()
                : row.costs().getOrDefault(measure, 0.0);
    }

    private Report.MachineRow row(MachinePlan plan) {
        NetworkResult result = plan.result();
        return new Report.MachineRow(
                plan.accelerator().name(),
                result.cycles(),
                result.latencySeconds(),
                result.energyJoules(),
                result.weightBits(),
                plan.plan().loss(),
                plan.plan().gap(),
                integerTop1.get(plan),
                ReportParts.formats(result));
    }
}
