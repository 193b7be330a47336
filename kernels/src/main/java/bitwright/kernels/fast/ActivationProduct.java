package bitwright.kernels.fast;

import bitwright.workload.LoopNest;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The product of two activations, as in attention: a contraction whose weights differ from image
/// to image.
///
/// Sums are taken in 32-bit integers; who calls has proven that they fit.
public final class ActivationProduct {
    private static final VectorSpecies<Integer> INTEGERS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTEGERS.length();

    /// Output channels whose sums are in registers at a time and share what is loaded.
    private static final int TOGETHER = 4;

    private ActivationProduct() {}

    /// Accumulates some images.
    ///
    /// @param nest of one image: filters of 1 x 1, no padding, steps of one
    /// @param left activations as the nest lays out its input, image after image
    /// @param right activations as the nest lays out its weights, image after image
    /// @param output where the sums go; longer arrays are allowed everywhere
    public static void accumulate(
            LoopNest nest, int[] left, int[] right, int images, int[] output) {
        int positions = nest.outputHeight() * nest.outputWidth();
        int depth = nest.inputChannels();
        int channels = nest.outputChannels();
        for (int product = 0; product < images * nest.groups(); product++) {
            int planes = product * depth * positions;
            int k = 0;
            if (positions >= LANES) {
                for (; k <= channels - TOGETHER; k += TOGETHER) {
                    int row = product * channels + k;
                    fourRows(left, planes, right, row * depth, depth, positions, output, row);
                }
            }
            for (; k < channels; k++) {
                int row = product * channels + k;
                oneRow(left, planes, right, row * depth, depth, positions, output, row);
            }
        }
    }

    /// The last vector may overlap the one before: the same sums are written once more.
    private static void fourRows(
            int[] left,
            int planes,
            int[] right,
            int weights,
            int depth,
            int positions,
            int[] output,
            int row) {
        int to = row * positions;
        for (int block = 0; block < positions; block += LANES) {
            int p = Math.min(block, positions - LANES);
            IntVector a = IntVector.zero(INTEGERS);
            IntVector b = a;
            IntVector c = a;
            IntVector d = a;
            for (int tap = 0; tap < depth; tap++) {
                IntVector x = IntVector.fromArray(INTEGERS, left, planes + tap * positions + p);
                int w = weights + tap;
                a = x.mul(right[w]).add(a);
                b = x.mul(right[w + depth]).add(b);
                c = x.mul(right[w + 2 * depth]).add(c);
                d = x.mul(right[w + 3 * depth]).add(d);
            }
            a.intoArray(output, to + p);
            b.intoArray(output, to + positions + p);
            c.intoArray(output, to + 2 * positions + p);
            d.intoArray(output, to + 3 * positions + p);
        }
    }

    private static void oneRow(
            int[] left,
            int planes,
            int[] right,
            int weights,
            int depth,
            int positions,
            int[] output,
            int row) {
        for (int p = 0; p < positions; p++) {
            int sum = 0;
            for (int tap = 0; tap < depth; tap++) {
                sum += right[weights + tap] * left[planes + tap * positions + p];
            }
            output[row * positions + p] = sum;
        }
    }
}
