package bitwright.precision.sensitivity;

import bitwright.precision.gradient.GradientNetwork;
import bitwright.precision.gradient.Pass;
import bitwright.precision.gradient.Target;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.EigenDecomposition;

/// The greatest magnitude of an eigenvalue of the Hessian of the mean cross-entropy against labels
/// with respect to each contraction's weights, by Lanczos' iteration.
///
/// From a random vector on, `Hv` less its components along the vectors so far is the next vector;
/// the eigenvalue is that of the tridiagonal matrix of the products `vᵢᵀHvⱼ`, and it settles in far
/// fewer products than power iteration takes. `Hv` is the central difference of the gradient along
/// `v`, as in [HessianTrace]; only what follows the contraction is run again.
///
/// Source: HAWQ (Dong et al. 2019), section 3.1, which takes power iteration to the same value; its
/// sign is left out, so that no layer seems to gain from being quantized.
final class TopEigenvalue implements LayerFactors {
    /// What is left of a product that the vectors so far span, but for the noise of differences.
    private static final double EXHAUSTED = 1e-5;

    private final Subject subject;
    private final int iterations;
    private final long seed;

    /// @param iterations so many products of Hessian and vector for each contraction; fewer where
    ///   there are fewer weights
    TopEigenvalue(Subject subject, int iterations, long seed) {
        this.subject = subject;
        this.iterations = iterations;
        this.seed = seed;
    }

    @Override
    public long steps() {
        return subject.network().contractions().size();
    }

    @Override
    public Map<String, List<Double>> find(Runnable step) {
        GradientNetwork network = GradientNetwork.of(subject.network());
        Map<String, List<Double>> eigenvalues = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        List<Pass> passes = new ArrayList<>();
        for (int image = 0; image < subject.count(); image++) {
            Pass pass = network.pass(true, false);
            pass.run(subject.images(), image * network.inputSize());
            passes.add(pass);
        }
        for (Contraction layer : subject.network().contractions()) {
            int number = network.contraction(layer.name());
            boolean weighted = network.weights(number).length > 0;
            eigenvalues.put(
                    layer.name(),
                    weighted ? List.of(eigenvalue(network, passes, number, random)) : List.of());
            step.run();
        }
        return eigenvalues;
    }

    private double eigenvalue(
            GradientNetwork network, List<Pass> passes, int contraction, SplittableRandom random) {
        double[] weights = network.weights(contraction);
        List<double[]> basis = new ArrayList<>();
        double[] diagonal = new double[iterations];
        double[] beside = new double[iterations];
        double[] vector = Vectors.normed(Vectors.signs(random, weights.length));
        double eigenvalue = 0;
        for (int size = 1; size <= iterations; size++) {
            basis.add(vector);
            double[] product = product(network, passes, contraction, vector);
            double length = Math.sqrt(Vectors.product(product, product));
            diagonal[size - 1] = Vectors.product(vector, product);
            for (double[] known : basis) {
                product = Vectors.sum(product, known, -Vectors.product(known, product));
            }
            eigenvalue = greatest(diagonal, beside, size);
            beside[size - 1] = Math.sqrt(Vectors.product(product, product));
            if (beside[size - 1] <= EXHAUSTED * length) {
                break;
            }
            vector = Vectors.normed(product);
        }
        for (Pass pass : passes) {
            pass.exchange(contraction, weights);
            pass.runAgain(contraction);
        }
        return eigenvalue;
    }

    /// The greatest magnitude of an eigenvalue of a symmetric tridiagonal matrix.
    private static double greatest(double[] diagonal, double[] beside, int size) {
        double[] eigenvalues =
                new EigenDecomposition(
                                Arrays.copyOf(diagonal, size), Arrays.copyOf(beside, size - 1))
                        .getRealEigenvalues();
        double greatest = 0;
        for (double each : eigenvalues) {
            greatest = Math.max(greatest, Math.abs(each));
        }
        return greatest;
    }

    private double[] product(
            GradientNetwork network, List<Pass> passes, int contraction, double[] vector) {
        double[] weights = network.weights(contraction);
        Parallel<double[]> jobs = new Parallel<>();
        for (int image = 0; image < passes.size(); image++) {
            Pass pass = passes.get(image);
            Target target = Target.label(subject.labels()[image], network.outputSize());
            jobs.add(() -> product(pass, contraction, weights, vector, target));
        }
        double[] mean = new double[weights.length];
        for (double[] part : jobs.results()) {
            mean = Vectors.sum(mean, part, 1.0 / passes.size());
        }
        return mean;
    }

    private static double[] product(
            Pass pass, int contraction, double[] weights, double[] direction, Target target) {
        double[] product = new double[weights.length];
        for (int side = 1; side >= -1; side -= 2) {
            double step = side * HessianTrace.EPSILON * Math.sqrt(weights.length);
            pass.exchange(contraction, Vectors.sum(weights, direction, step));
            pass.runAgain(contraction);
            pass.back(target, contraction);
            product = Vectors.sum(product, pass.weightGradient(contraction), 1 / (2 * step));
        }
        return product;
    }
}
