package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Average Hessian trace times the squared error of the quantized weights: `Ω = (Tr(H) / n) · ‖Q(W)
/// − W‖²` (HAWQ-V2, HAWQ-V3). Activations have no say in it, so that a contraction without weights
/// loses nothing.
public final class HawqSensitivity implements Sensitivity {
    private final Subject subject;
    private final Map<String, Double> averageTraces;

    /// @param averageTraces trace over number of weights, of every contraction that has weights
    public HawqSensitivity(Subject subject, Map<String, Double> averageTraces) {
        this.subject = subject;
        this.averageTraces = Map.copyOf(averageTraces);
    }

    @Override
    public Map<String, Map<String, Double>> losses(List<Precision> candidates, Runnable step) {
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        for (Contraction layer : subject.network().contractions()) {
            Map<String, Double> byName = new LinkedHashMap<>();
            Tensor weights = subject.network().constants().get(String.valueOf(layer.weights()));
            for (Precision candidate : candidates) {
                byName.put(
                        candidate.name(),
                        weights == null
                                ? 0
                                : trace(layer) * squaredError(layer, weights.values(), candidate));
                step.run();
            }
            losses.put(layer.name(), byName);
        }
        return losses;
    }

    private double trace(Contraction layer) {
        Double trace = averageTraces.get(layer.name());
        if (trace == null) {
            throw new IllegalArgumentException("layer " + layer.name() + " has no Hessian trace.");
        }
        return trace;
    }

    private static double squaredError(Contraction layer, float[] weights, Precision candidate) {
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        float[] quantized =
                WeightQuantizer.perChannel(weights, channels, candidate.weights()).dequantize();
        double sum = 0;
        for (int index = 0; index < weights.length; index++) {
            double error = (double) quantized[index] - weights[index];
            sum += error * error;
        }
        return sum;
    }
}
