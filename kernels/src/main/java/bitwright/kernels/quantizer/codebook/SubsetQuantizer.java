package bitwright.kernels.quantizer.codebook;

import bitwright.arch.format.Codebook;
import bitwright.kernels.quantizer.Refusals;
import java.util.stream.IntStream;

/// Chooses the magnitudes of a layer's weights from the universal set of subset quantization: of
/// all 105, 1365 or 6435 subsets of 2, 4 or 8 magnitudes the one with the least `sum((|w| - alpha *
/// nearest)^2)`; the first of the least wins.
///
/// The weights are divided by their greatest magnitude and a subset by its own; `alpha` starts at 1
/// and follows `sum(q * w) / sum(q * q)` until the norm of the error changes by less than 1e-5, at
/// most 1000 times. A subset that takes everything to 0 continues with the mean magnitude.
///
/// Source: SubsetQ (Oh et al., CVPR 2022), sogh5/SubsetQ@cbdc521 (quant/quant_layer.py). That code
/// breaks ties by the order of a set; here a value in the middle takes the smaller magnitude.
public final class SubsetQuantizer {
    private static final double CONVERGED = 1e-5;
    private static final int ROUNDS = 1000;

    private SubsetQuantizer() {}

    /// A subset as a number format with the scale of the layer.
    ///
    /// @param format signed magnitudes, a zero once; multiples of 1/32, the published factor
    ///   belongs to the scale
    /// @param scale a weight is `decode(code) * scale`
    /// @param magnitudes of the subset times 32, in ascending order
    /// @param squaredError of all weights
    public record Choice(Codebook format, double scale, int[] magnitudes, double squaredError) {}

    /// The best subset for the weights of a layer.
    ///
    /// @param name of the tensor, for messages
    /// @param bits 2 to 4: sign and `2^(bits - 1)` magnitudes
    /// @throws IllegalArgumentException in one line that names the tensor, if it is empty, a weight
    ///   is not finite, or the bits are others
    public static Choice choose(String name, float[] weights, int bits) {
        if (bits < 2 || bits > 4) {
            throw new IllegalArgumentException(
                    "tensor '"
                            + name
                            + "': bits of a subset ("
                            + bits
                            + ") must be 2 to 4. Maybe a learned codebook.");
        }
        Refusals.requireTensor(name, weights, 1);
        double greatest = 0;
        for (float weight : weights) {
            greatest = Math.max(greatest, Math.abs(weight));
        }
        double divisor = greatest > 0 ? greatest : 1;
        double[] magnitudes = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            magnitudes[i] = Math.abs(weights[i]) / divisor;
        }
        var sums = new SortedSums(magnitudes);
        int[][] choices = SubsetUniverse.choices(1 << (bits - 1));
        Fit best = null;
        for (int[] choice : choices) {
            Fit fit = fit(sums, choice);
            if (best == null || fit.squaredError() < best.squaredError()) {
                best = fit;
            }
        }
        if (best == null) {
            throw new IllegalStateException("there is no subset of " + bits + " bits.");
        }
        int top = best.choice()[best.choice().length - 1];
        double scale = best.alpha() * divisor * SubsetUniverse.DENOMINATOR / top;
        return new Choice(
                format(best.choice(), bits),
                scale > 0 ? scale : 1,
                best.choice(),
                best.squaredError() * divisor * divisor);
    }

    private record Fit(int[] choice, double alpha, double squaredError) {}

    private static Codebook format(int[] choice, int bits) {
        double[] values =
                IntStream.concat(
                                IntStream.of(choice),
                                IntStream.of(choice).filter(m -> m > 0).map(m -> -m))
                        .mapToDouble(m -> (double) m / SubsetUniverse.DENOMINATOR)
                        .sorted()
                        .toArray();
        return new Codebook("subset" + bits, values);
    }

    private static Fit fit(SortedSums weights, int[] choice) {
        double[] levels = new double[choice.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (double) choice[i] / choice[choice.length - 1];
        }
        double alpha = 1;
        double previous = 0;
        double[] moments = new double[2];
        for (int round = 0; round < ROUNDS; round++) {
            double norm = Math.sqrt(squaredError(weights, levels, alpha, moments));
            alpha =
                    moments[1] == 0
                            ? weights.sum(0, weights.size()) / weights.size()
                            : moments[0] / moments[1];
            if (Math.abs(previous - norm) < CONVERGED || alpha == 0) {
                break;
            }
            previous = norm;
        }
        return new Fit(choice, alpha, squaredError(weights, levels, alpha, moments));
    }

    /// The squared error at a scale; `moments` becomes `sum(q * w)` and `sum(q * q)`.
    private static double squaredError(
            SortedSums weights, double[] levels, double alpha, double[] moments) {
        double product = 0;
        double square = 0;
        int from = 0;
        for (int i = 0; i < levels.length; i++) {
            int to =
                    i + 1 < levels.length
                            ? weights.countAtMost(alpha * (levels[i] + levels[i + 1]) / 2, from)
                            : weights.size();
            product += levels[i] * weights.sum(from, to);
            square += levels[i] * levels[i] * (to - from);
            from = to;
        }
        moments[0] = product;
        moments[1] = square;
        return Math.max(0, weights.squares() - 2 * alpha * product + alpha * alpha * square);
    }
}
