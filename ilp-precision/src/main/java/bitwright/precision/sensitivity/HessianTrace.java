package bitwright.precision.sensitivity;

import bitwright.precision.gradient.GradientNetwork;
import bitwright.precision.gradient.Pass;
import bitwright.precision.gradient.Target;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Average traces of the Hessian of the mean cross-entropy against labels, by Hutchinson's
/// estimator: with respect to the weights of each contraction, or to each of the activations that
/// it reads.
///
/// For a random vector `v` of ±1 the expectation of `vᵀHv` is the trace. `Hv` is the central
/// difference of the gradient along `v`, `(g(w + εv) − g(w − εv)) / 2ε`, in double precision with
/// an `ε` so small that hardly a piecewise linear function passes a kink: as automatic
/// differentiation has it, kinks do not count. Every image has probes of its own, on all
/// contractions at once: what they add to one another has the mean 0.
///
/// Source: HAWQ-V2 (Dong et al. 2020, average Hessian trace, of weights and of activations).
final class HessianTrace implements LayerFactors {
    static final double EPSILON = 1e-8;

    private final Subject subject;
    private final boolean ofOperands;
    private final int probes;
    private final long seed;

    /// @param ofOperands of activations; otherwise of weights
    /// @param probes random vectors for each image, at least 1
    HessianTrace(Subject subject, boolean ofOperands, int probes, long seed) {
        this.subject = subject;
        this.ofOperands = ofOperands;
        this.probes = probes;
        this.seed = seed;
    }

    @Override
    public long steps() {
        return subject.count();
    }

    /// Trace over number of elements: of the weights, or of each operand.
    @Override
    public Map<String, List<Double>> find(Runnable step) {
        GradientNetwork network = GradientNetwork.of(subject.network());
        double[][] means =
                new ImageAverage(network, subject, step)
                        .of(
                                () -> network.pass(!ofOperands, ofOperands),
                                () -> new double[network.contractions()][2],
                                (pass, image, sums) -> probe(network, pass, image, sums));
        Map<String, List<Double>> averages = new LinkedHashMap<>();
        for (Contraction layer : subject.network().contractions()) {
            int number = network.contraction(layer.name());
            List<Double> ofLayer = new ArrayList<>();
            for (int part = 0; part < parts(network, number); part++) {
                ofLayer.add(means[number][part]);
            }
            averages.put(layer.name(), ofLayer);
        }
        return averages;
    }

    private int parts(GradientNetwork network, int contraction) {
        if (ofOperands) {
            return network.operands(contraction);
        }
        return network.weights(contraction).length > 0 ? 1 : 0;
    }

    private void probe(GradientNetwork network, Pass pass, int image, double[][] sums) {
        Target target = Target.label(subject.labels()[image], network.outputSize());
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + image);
        for (int probe = 0; probe < probes; probe++) {
            double[][][] signs = signs(network, pass, random);
            for (int side = 1; side >= -1; side -= 2) {
                move(network, pass, signs, side * EPSILON);
                pass.run(subject.images(), image * network.inputSize());
                pass.back(target);
                for (int contraction = 0; contraction < signs.length; contraction++) {
                    for (int part = 0; part < signs[contraction].length; part++) {
                        double[] sign = signs[contraction][part];
                        double[] gradient =
                                ofOperands
                                        ? pass.operandGradient(contraction, part)
                                        : pass.weightGradient(contraction);
                        sums[contraction][part] +=
                                side
                                        * Vectors.product(sign, gradient)
                                        / (2 * EPSILON * probes * sign.length);
                    }
                }
            }
        }
    }

    private double[][][] signs(GradientNetwork network, Pass pass, SplittableRandom random) {
        double[][][] signs = new double[network.contractions()][][];
        for (int contraction = 0; contraction < signs.length; contraction++) {
            signs[contraction] = new double[parts(network, contraction)][];
            for (int part = 0; part < signs[contraction].length; part++) {
                int size =
                        ofOperands
                                ? pass.operand(contraction, part).length
                                : network.weights(contraction).length;
                signs[contraction][part] = Vectors.signs(random, size);
            }
        }
        return signs;
    }

    private void move(GradientNetwork network, Pass pass, double[][][] signs, double by) {
        for (int contraction = 0; contraction < signs.length; contraction++) {
            for (int part = 0; part < signs[contraction].length; part++) {
                double[] sign = signs[contraction][part];
                if (ofOperands) {
                    pass.offsetOperand(
                            contraction, part, Vectors.sum(new double[sign.length], sign, by));
                } else {
                    pass.exchange(contraction, Vectors.sum(network.weights(contraction), sign, by));
                }
            }
        }
    }
}
