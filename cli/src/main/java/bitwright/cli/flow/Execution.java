package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.ContractionOperands;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.reports.Report;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs what a plan chose: the integer network on images, and every schedule on real tensors.
public final class Execution {
    private Execution() {}

    /// Classes that the integer-only network chooses.
    public static int[] classes(
            Network network,
            Map<String, Precision> exact,
            Map<String, ActivationStatistics> statistics,
            float[] images,
            int count) {
        return CrossEntropy.classes(
                IntegerNetwork.build(network, exact, statistics).run(images, count), count);
    }

    /// What running the schedules of a plan gave.
    ///
    /// @param report counts for the report
    /// @param complaints the first mismatch of each layer that has one
    public record Verified(Report.Verification report, List<String> complaints) {}

    /// Runs every schedule of a plan on the tensors that one image makes, against the reference
    /// kernels.
    public static Verified verify(
            Network network,
            MachinePlan plan,
            Map<String, ActivationStatistics> statistics,
            float[] image,
            Runnable step) {
        Map<String, ContractionOperands> operands =
                IntegerNetwork.build(network, plan.exact(network), statistics).operands(image);
        long schedules = 0;
        long values = 0;
        long mismatches = 0;
        List<String> complaints = new ArrayList<>();
        for (LayerResult layer : plan.result().layers()) {
            ContractionOperands tensors = operands.get(layer.layer().name());
            if (layer.mapped() == null || tensors == null) {
                continue;
            }
            Comparison comparison =
                    Verifier.compare(
                            layer.mapped().schedule(),
                            tensors.nest(),
                            tensors.precision(),
                            plan.accelerator(),
                            tensors.input(),
                            tensors.weightCodes());
            schedules++;
            values += comparison.valuesCompared();
            mismatches += comparison.mismatches();
            if (comparison.firstMismatch() != null) {
                complaints.add(
                        plan.accelerator().name()
                                + ": "
                                + layer.layer().name()
                                + ": "
                                + comparison.firstMismatch());
            }
            step.run();
        }
        return new Verified(new Report.Verification(schedules, values, mismatches), complaints);
    }
}
