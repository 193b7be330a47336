package bitwright.kernels.quantizer.codebook;

import bitwright.kernels.quantizer.Refusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Learns a vector codebook for every group of weights and takes every `dimension` weights to an
/// entry: weighted k-means, then 8-bit entries, then the assignment to these.
///
/// Source: GPTVQ (van Baalen et al., 2024), Qualcomm-AI-research/gptvq@fd8a3ce: entries, weighted
/// assignment, ten iterations, 8-bit entries and the start by Mahalanobis distance. What GPTVQ does
/// beside it (updating the weights not yet quantized) is not done here. An entry that no vector
/// takes keeps its values.
public final class VectorQuantizer {
    private VectorQuantizer() {}

    /// Quantizes weights with equal importance.
    ///
    /// @throws IllegalArgumentException as [#quantize(String, float[], float[], VectorOptions)]
    ///   does
    public static VectorCodes quantize(String name, float[] weights, VectorOptions options) {
        float[] ones = new float[weights.length];
        Arrays.fill(ones, 1);
        return quantize(name, weights, ones, options);
    }

    /// Quantizes weights.
    ///
    /// @param name of the tensor, for messages
    /// @param importance of each weight's squared error, e.g. the Hessian's diagonal; above 0
    /// @throws IllegalArgumentException in one line that names the tensor, if the weights are no
    ///   whole vectors, or a weight or importance is out of range
    public static VectorCodes quantize(
            String name, float[] weights, float[] importance, VectorOptions options) {
        Refusals.requireTensor(name, weights, 1);
        requireImportance(name, weights, importance);
        int dimension = options.dimension();
        if (weights.length % dimension != 0) {
            throw new IllegalArgumentException(
                    "tensor '"
                            + name
                            + "': "
                            + weights.length
                            + " weights are no whole vectors of "
                            + dimension
                            + ".");
        }
        List<VectorCodebook> codebooks = new ArrayList<>();
        int[] codes = new int[weights.length / dimension];
        for (int from = 0; from < weights.length; from += options.group()) {
            int to = Math.min(from + options.group(), weights.length);
            VectorCodebook codebook =
                    new VectorClusters(weights, importance, from, to, options).codebook();
            codebooks.add(codebook);
            for (int i = from; i < to; i += dimension) {
                codes[i / dimension] = codebook.encode(weights, importance, i);
            }
        }
        return new VectorCodes(options, codebooks, codes);
    }

    static void requireImportance(String name, float[] values, float[] importance) {
        if (importance.length != values.length) {
            throw new IllegalArgumentException(
                    "tensor '"
                            + name
                            + "': "
                            + importance.length
                            + " importances must be as many as the "
                            + values.length
                            + " values.");
        }
        for (int i = 0; i < importance.length; i++) {
            if (!(importance[i] > 0) || !Float.isFinite(importance[i])) {
                throw new IllegalArgumentException(
                        "tensor '"
                                + name
                                + "': importance "
                                + i
                                + " ("
                                + importance[i]
                                + ") must be positive and finite.");
            }
        }
    }
}
