package bitwright.precision.sensitivity;

import bitwright.workload.Contraction;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.FloatVariant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The average trace of the loss's Hessian with respect to each contraction's weights, by
/// Hutchinson's estimator.
///
/// For a random vector `v` of ±1 the expectation of `vᵀHv` is the trace; `vᵀHv` is the second
/// difference `(L(w + εv) + L(w − εv) − 2 L(w)) / ε²`. Source: HAWQ-V2 (average Hessian trace); the
/// second difference in place of a Hessian-vector product is ours, because the float engine has no
/// gradients.
public final class HessianTrace {
    private final Subject subject;
    private final int probes;
    private final long seed;

    /// @param probes random vectors for each contraction, at least 1
    public HessianTrace(Subject subject, int probes, long seed) {
        this.subject = subject;
        this.probes = probes;
        this.seed = seed;
    }

    /// Trace divided by the number of weights, by contraction; contractions without weights are
    /// left out.
    ///
    /// @param step called after each probe, from any thread
    public Map<String, Double> averages(Runnable step) {
        Map<String, Double> averages = new LinkedHashMap<>();
        try (FloatEngine engine =
                new FloatEngine(subject.network(), FloatVariant.of(subject.onnx()), List.of())) {
            double base = loss(engine, Map.of());
            Parallel<Map.Entry<String, Double>> jobs = new Parallel<>();
            SplittableRandom seeds = new SplittableRandom(seed);
            for (Contraction layer : subject.network().contractions()) {
                SplittableRandom random = seeds.split();
                Tensor weights = subject.network().constants().get(String.valueOf(layer.weights()));
                if (weights != null) {
                    jobs.add(() ->
                            Map.entry(
                                    layer.name(),
                                    average(
                                            engine,
                                            layer.name(),
                                            weights.values(),
                                            base,
                                            random,
                                            step)));
                }
            }
            jobs.results().forEach(entry -> averages.put(entry.getKey(), entry.getValue()));
        }
        return averages;
    }

    private double average(
            FloatEngine engine,
            String layer,
            float[] weights,
            double base,
            SplittableRandom random,
            Runnable step) {
        double epsilon = epsilon(weights);
        double sum = 0;
        for (int probe = 0; probe < probes; probe++) {
            float[] up = new float[weights.length];
            float[] down = new float[weights.length];
            for (int index = 0; index < weights.length; index++) {
                float move = (float) (random.nextBoolean() ? epsilon : -epsilon);
                up[index] = weights[index] + move;
                down[index] = weights[index] - move;
            }
            double curved =
                    loss(engine, Map.of(layer, up)) + loss(engine, Map.of(layer, down)) - 2 * base;
            sum += curved / (epsilon * epsilon);
            step.run();
        }
        return sum / probes / weights.length;
    }

    /// One hundredth of the root mean square of the weights: large against the rounding of 32-bit
    /// floats, small against the weights.
    private static double epsilon(float[] weights) {
        double squares = 0;
        for (float weight : weights) {
            squares += (double) weight * weight;
        }
        return Math.max(1e-6, 0.01 * Math.sqrt(squares / Math.max(1, weights.length)));
    }

    private double loss(FloatEngine engine, Map<String, float[]> weights) {
        return CrossEntropy.mean(
                engine.logits(subject.images(), subject.count(), weights),
                subject.labels(),
                subject.count());
    }
}
