package bitwright.precision.sensitivity;

import bitwright.precision.gradient.GradientNetwork;
import bitwright.precision.gradient.Pass;
import java.util.function.Supplier;

/// Means over a subject's images of what passes find, on all cores; the same bits whatever the
/// number of cores.
final class ImageAverage {
    /// Images are summed in so many parts, the parts in their order.
    private static final int PARTS = 8;

    private final GradientNetwork network;
    private final Subject subject;
    private final Runnable step;

    /// @param step called after each image, from any thread
    ImageAverage(GradientNetwork network, Subject subject, Runnable step) {
        this.network = network;
        this.subject = subject;
        this.step = step;
    }

    /// Adds to sums what one image gives.
    interface Visitor {
        /// Adds what the pass finds for its image.
        ///
        /// @param pass in which the image was run
        void visit(Pass pass, int image, double[][] sums);
    }

    /// The means.
    ///
    /// @param passes makes the pass of each thread
    /// @param zeros makes sums of no images
    double[][] of(Supplier<Pass> passes, Supplier<double[][]> zeros, Visitor visitor) {
        int count = subject.count();
        Parallel<double[][]> jobs = new Parallel<>();
        for (int part = 0; part < PARTS; part++) {
            int from = part * count / PARTS;
            int to = (part + 1) * count / PARTS;
            jobs.add(() -> {
                double[][] sums = zeros.get();
                Pass pass = passes.get();
                for (int image = from; image < to; image++) {
                    pass.run(subject.images(), image * network.inputSize());
                    visitor.visit(pass, image, sums);
                    step.run();
                }
                return sums;
            });
        }
        double[][] means = zeros.get();
        for (double[][] sums : jobs.results()) {
            for (int row = 0; row < sums.length; row++) {
                for (int at = 0; at < sums[row].length; at++) {
                    means[row][at] += sums[row][at] / count;
                }
            }
        }
        return means;
    }
}
