package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.AccumulatorRow;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.Execution;
import bitwright.cli.flow.MachinePlan;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.Placement;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.PlanReport;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.reference.Register;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.FloatEngine;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.FloatVariant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The plans of one model in integers: accuracy on the test images, and their schedules verified.
///
/// @param stopwatch counts the stages
record IntegerExecution(
        ModelSource model,
        Datasets datasets,
        PlanOptions options,
        Terminal terminal,
        Stopwatch stopwatch) {
    private static final List<String> UNIFORM = List.of("w8a8", "w4a8", "w4a4", "pot4a8");

    /// Runs the plans' integer networks and, beside them, networks of one precision on the test
    /// images, and every schedule on one.
    ///
    /// @param report takes what comes out
    /// @param complaints gets a line for each mismatch
    void run(
            PlanReport report,
            Map<String, ActivationStatistics> statistics,
            List<String> complaints) {
        Network network = model.network();
        int count = Math.min(options.testImages(), datasets.test().count());
        List<MachinePlan> plans = report.plans();
        if (count > 0) {
            float[] images = datasets.test().pixels();
            int[] labels = Arrays.copyOf(datasets.test().labels(), count);
            int[] floatClasses = floatClasses(images, count);
            List<String> uniform =
                    UNIFORM.stream()
                            .filter(plans.getFirst().subject().placements().everywhere()::contains)
                            .toList();
            try (Progress progress =
                    terminal.progress("integer networks", plans.size() + (long) uniform.size())) {
                for (MachinePlan plan : plans) {
                    int[] classes =
                            Execution.classes(
                                    network,
                                    plan.exact(network),
                                    statistics,
                                    images,
                                    count,
                                    options.arithmetic());
                    report.accuracy(plan, labels, floatClasses, classes);
                    progress.step();
                }
                for (String name : uniform) {
                    int[] classes =
                            Execution.classes(
                                    network,
                                    everywhere(plans.getFirst(), name),
                                    statistics,
                                    images,
                                    count,
                                    options.arithmetic());
                    report.uniformTop1(name, CrossEntropy.top1(classes, labels));
                    progress.step();
                }
            }
            stopwatch.lap("integer networks");
        }
        Map<String, List<AccumulatorRow>> overflows = new LinkedHashMap<>();
        float[] image =
                Arrays.copyOf(
                        datasets.test().pixels(),
                        datasets.test().height() * datasets.test().width());
        try (Progress progress =
                terminal.progress(
                        "running schedules", (long) plans.size() * network.contractions().size())) {
            for (MachinePlan plan : plans) {
                Execution.Verified verified =
                        Execution.verify(
                                network,
                                plan,
                                statistics,
                                image,
                                options.arithmetic(),
                                progress::step);
                report.verified(verified.report());
                complaints.addAll(verified.complaints());
                overflows.put(plan.accelerator().name(), verified.accumulators());
            }
        }
        if (!options.arithmetic().register().equals(Register.INT32)) {
            overflows.forEach((machine, rows) ->
                    terminal.table(
                            machine
                                    + ", test image 0: "
                                    + AccumulatorTable.text(
                                            options.arithmetic().register(), rows)));
        }
        stopwatch.lap("verification");
    }

    private int[] floatClasses(float[] images, int count) {
        byte[] onnx = Objects.requireNonNull(model.onnx());
        try (FloatEngine engine =
                new FloatEngine(model.network(), FloatVariant.of(onnx), List.of())) {
            return CrossEntropy.classes(engine.logits(images, count, Map.of()), count);
        }
    }

    private Map<String, Precision> everywhere(MachinePlan plan, String name) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : model.network().contractions()) {
            Placement placement = plan.subject().placements().named(layer.name(), name);
            exact.put(
                    layer.name(),
                    plan.costing().on(placement.unit()).exact(layer, placement.precision()));
        }
        return exact;
    }
}
