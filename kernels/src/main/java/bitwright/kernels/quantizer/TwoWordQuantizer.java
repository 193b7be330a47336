package bitwright.kernels.quantizer;

import bitwright.arch.format.TwoWordLog;
import bitwright.kernels.codec.PowerRule;
import bitwright.kernels.codec.TwoWordCodec;
import bitwright.kernels.codec.WeightCodec;
import java.util.Arrays;

/// Quantizes weights to one or two logarithmic words (STLQ): the scale of a channel is its greatest
/// magnitude, the first word takes the nearest power of two, and where what is left is large a
/// second word takes the power of two nearest to that.
///
/// Source: two third-party implementations (Jack-already-taken/STLQ, rrameshh/stlq); see
/// [TwoWordLog] for where they disagree.
public final class TwoWordQuantizer {
    private TwoWordQuantizer() {}

    /// Weights in two words with the share that has both.
    ///
    /// @param weights codes and scales
    /// @param twoWordRatio weights whose second word is not 0, over all weights
    public record TwoWordWeights(QuantizedWeights weights, double twoWordRatio) {}

    /// Gives a second word to the weights that are left with more than `threshold` of their
    /// channel's scale.
    ///
    /// @param name of the tensor, for messages
    /// @param threshold at least 0
    /// @param rule of both words; the sources have `LOG_DOMAIN`
    /// @throws IllegalArgumentException in one line that names the tensor, if the weights do not
    ///   divide into the channels, one is not finite, or the threshold is negative
    public static TwoWordWeights aboveThreshold(
            String name,
            float[] weights,
            int channels,
            TwoWordLog format,
            double threshold,
            PowerRule rule) {
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': threshold (" + threshold + ") must be at least 0.");
        }
        double[] scales = scales(name, weights, channels);
        double[] rests = rests(weights, scales, format, rule);
        boolean[] two = new boolean[weights.length];
        for (int i = 0; i < weights.length; i++) {
            two[i] = rests[i] > threshold;
        }
        return encode(weights, scales, two, format, rule);
    }

    /// Gives a second word to the share of the tensor's weights that the format states, those that
    /// are left with the most relative to their channel's scale; of equal ones the first.
    ///
    /// @param name of the tensor, for messages
    /// @param rule of both words; the sources have `LOG_DOMAIN`
    /// @throws IllegalArgumentException in one line that names the tensor, if the weights do not
    ///   divide into the channels or one is not finite
    public static TwoWordWeights greatestShare(
            String name, float[] weights, int channels, TwoWordLog format, PowerRule rule) {
        double[] scales = scales(name, weights, channels);
        double[] rests = rests(weights, scales, format, rule);
        boolean[] two = new boolean[weights.length];
        int count = (int) format.twoWordElements(weights.length);
        if (count > 0) {
            double[] ascending = rests.clone();
            Arrays.sort(ascending);
            double least = ascending[weights.length - count];
            int taken = 0;
            for (int i = 0; i < weights.length; i++) {
                two[i] = rests[i] > least;
                taken += two[i] ? 1 : 0;
            }
            for (int i = 0; i < weights.length && taken < count; i++) {
                if (rests[i] == least) {
                    two[i] = true;
                    taken++;
                }
            }
        }
        return encode(weights, scales, two, format, rule);
    }

    private static double[] scales(String name, float[] weights, int channels) {
        Refusals.requireTensor(name, weights, channels);
        int reduction = weights.length / channels;
        double[] scales = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            int from = channel * reduction;
            double greatest =
                    ValueRange.minimumMaximum(weights, from, from + reduction).magnitude();
            scales[channel] = greatest > 0 ? greatest : 1;
        }
        return scales;
    }

    /// What the first word leaves, as a share of the scale, without sign.
    private static double[] rests(
            float[] weights, double[] scales, TwoWordLog format, PowerRule rule) {
        int reduction = weights.length / scales.length;
        double[] rests = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double value = weights[i] / scales[i / reduction];
            int code = WeightCodec.encode(format.word(), value, rule);
            rests[i] = Math.abs(value - format.word().decode(code));
        }
        return rests;
    }

    private static TwoWordWeights encode(
            float[] weights, double[] scales, boolean[] two, TwoWordLog format, PowerRule rule) {
        int reduction = weights.length / scales.length;
        int[] codes = new int[weights.length];
        int twoWords = 0;
        for (int i = 0; i < weights.length; i++) {
            double value = weights[i] / scales[i / reduction];
            codes[i] =
                    two[i]
                            ? TwoWordCodec.twoWords(format, value, rule)
                            : TwoWordCodec.oneWord(format, value, rule);
            twoWords += codes[i] >>> format.wordBits() == 0 ? 0 : 1;
        }
        return new TwoWordWeights(
                new QuantizedWeights(format, scales.length, codes, scales),
                (double) twoWords / weights.length);
    }
}
