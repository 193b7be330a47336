package bitwright.kernels.quantizer.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Codebook;
import bitwright.kernels.codec.WeightCodec;
import bitwright.kernels.quantizer.Samples;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodebooksTest {
    @Test
    void scalarCodebooksAreTheBestOfAllPartitions() {
        for (int seed = 0; seed < 30; seed++) {
            float[] values = Samples.withOutliers(seed, 11);
            float[] importance = new float[values.length];
            var random = new SplittableRandom(seed);
            for (int i = 0; i < importance.length; i++) {
                importance[i] = (float) random.nextDouble(0.1, 3);
            }
            Codebook found = ScalarCodebooks.learn("book", values, importance, 2);
            assertThat(error(values, importance, found))
                    .isCloseTo(bestPartition(values, importance, 4), within(1e-9));
        }
    }

    private static double error(float[] values, float[] importance, Codebook codebook) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double rest = values[i] - WeightCodec.nearestLevel(codebook, values[i]);
            sum += importance[i] * rest * rest;
        }
        return sum;
    }

    /// Every way to cut the sorted values into `clusters` runs.
    private static double bestPartition(float[] values, float[] importance, int clusters) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(values[a], values[b]));
        double least = Double.POSITIVE_INFINITY;
        for (int cuts = 0; cuts < 1 << (values.length - 1); cuts++) {
            if (Integer.bitCount(cuts) != clusters - 1) {
                continue;
            }
            double error = 0;
            int from = 0;
            for (int to = 1; to <= values.length; to++) {
                if (to == values.length || (cuts >> (to - 1) & 1) == 1) {
                    double weight = 0;
                    double mean = 0;
                    for (int i = from; i < to; i++) {
                        weight += importance[order[i]];
                        mean += importance[order[i]] * (double) values[order[i]];
                    }
                    for (int i = from; i < to; i++) {
                        double rest = values[order[i]] - mean / weight;
                        error += importance[order[i]] * rest * rest;
                    }
                    from = to;
                }
            }
            least = Math.min(least, error);
        }
        return least;
    }

    @Test
    void moreBitsAreBetterAndFewValuesAreKeptExactly() {
        float[] values = Samples.bellShaped(3, 5000);
        float[] ones = new float[values.length];
        Arrays.fill(ones, 1);
        double error = Double.POSITIVE_INFINITY;
        for (int bits = 1; bits <= 8; bits++) {
            double next = error(values, ones, ScalarCodebooks.learn("book", values, bits));
            assertThat(next).isLessThan(error);
            error = next;
        }
        float[] few = {3, -1, 3, 3, -1, 0.5f, 0.5f};
        assertThat(ScalarCodebooks.learn("book", few, 4).values()).containsExactly(-1.0, 0.5, 3.0);
        assertThat(ScalarCodebooks.learn("book", new float[] {7, 7}, 4).values()).contains(7.0);
        assertThat(ScalarCodebooks.learn("book", new float[5], 2).values()).contains(0.0);
    }

    @Test
    void vectorsTakeTheFirstNearestEntryByImportance() {
        var codebook = new VectorCodebook(2, new double[] {0, 0, 4, 0, 0, 4, 4, 0}, 0.5);
        assertThat(codebook.size()).isEqualTo(4);
        float[] values = {1.5f, 1.2f, 1.5f, 1.2f, 1, 0};
        float[] importance = {1, 1, 1, 100, 1, 1};
        assertThat(codebook.encode(values, importance, 0)).isEqualTo(1);
        assertThat(codebook.encode(values, importance, 2)).isEqualTo(2);
        assertThat(codebook.encode(values, importance, 4)).isZero();
        assertThat(codebook.decode(2, 1)).isEqualTo(2);
    }

    @Test
    void eightBitEntriesHaveTheScaleOfTheGreatestOver127AndRoundHalfToEven() {
        var codebook = new VectorCodebook(1, new double[] {-127, 0.5, 1.5, 30.2}, 2);
        VectorCodebook rounded = codebook.inEightBits();
        assertThat(rounded.scale()).isEqualTo(2);
        assertThat(rounded.steps()).containsExactly(-127, 0, 2, 30);
        var zeros = new VectorCodebook(1, new double[2], 1);
        assertThat(zeros.inEightBits()).isSameAs(zeros);
    }

    @Test
    void bitsPerWeightFollowThePublishedFormula() {
        assertThat(new VectorOptions(2, 2, 2048).bitsPerWeight())
                .isEqualTo(2 + 16.0 * 2 * 8 / 2048)
                .isEqualTo(2.125);
        assertThat(new VectorOptions(3, 1, 256).bitsPerWeight()).isEqualTo(3.25);
    }

    @Test
    void everyVectorTakesTheNearestEntryOfItsGroup() {
        float[] weights = Samples.withOutliers(4, 2 * 700);
        var options = new VectorOptions(2, 2, 512);
        VectorCodes codes = VectorQuantizer.quantize("w", weights, options);
        assertThat(codes.codebooks()).hasSize(3);
        float[] back = codes.dequantize();
        for (int i = 0; i < weights.length; i += 2) {
            VectorCodebook codebook = codes.codebooks().get(i / 512);
            assertThat(codebook.size()).isEqualTo(16);
            double least = Double.POSITIVE_INFINITY;
            for (int code = 0; code < 16; code++) {
                double x = weights[i] - codebook.decode(code, 0);
                double y = weights[i + 1] - codebook.decode(code, 1);
                least = Math.min(least, x * x + y * y);
            }
            double x = weights[i] - (double) back[i];
            double y = weights[i + 1] - (double) back[i + 1];
            assertThat(x * x + y * y).isCloseTo(least, within(1e-5));
        }
    }

    @Test
    void clusteringBeatsItsStartAndIsTheSameEveryTime() {
        float[] weights = Samples.bellShaped(6, 4096);
        VectorCodes one = VectorQuantizer.quantize("w", weights, new VectorOptions(2, 2, 4096, 1));
        VectorCodes ten = VectorQuantizer.quantize("w", weights, new VectorOptions(2, 2, 4096));
        assertThat(Samples.squaredError(weights, ten.dequantize()))
                .isLessThan(Samples.squaredError(weights, one.dequantize()));
        // 16 entries for pairs of normal values: at least as good as 4 levels for each (0.1175 of
        // the variance, Max 1960), within 10 %.
        assertThat(Samples.squaredError(weights, ten.dequantize()) / weights.length)
                .isLessThan(0.1175 * 1.1);
        assertThat(VectorQuantizer.quantize("w", weights, new VectorOptions(2, 2, 4096)).codes())
                .isEqualTo(ten.codes());
    }

    @Test
    void separateClustersAreFound() {
        float[] weights = new float[4 * 64];
        for (int i = 0; i < weights.length; i += 2) {
            weights[i] = (i / 2 & 1) == 0 ? 127 : -127;
            weights[i + 1] = (i / 2 & 2) == 0 ? 10 : -60;
        }
        VectorCodes codes =
                VectorQuantizer.quantize("w", weights, new VectorOptions(2, 2, weights.length));
        assertThat(codes.dequantize()).isEqualTo(weights);
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() ->
                        VectorQuantizer.quantize("w", new float[5], new VectorOptions(2, 2, 4)))
                .hasMessageContaining("'w': 5 weights are no whole vectors of 2");
        assertThatThrownBy(() -> ScalarCodebooks.learn("w", new float[2], new float[] {1, 0}, 2))
                .hasMessageContaining("importance 1 (0.0)");
        assertThatThrownBy(() -> ScalarCodebooks.learn("w", new float[2], 9))
                .hasMessageContaining("bits of a codebook (9)");
        assertThatThrownBy(() -> new VectorOptions(4, 4, 64)).hasMessageContaining("(16)");
        assertThatThrownBy(() -> new VectorOptions(2, 3, 64)).hasMessageContaining("multiple of 3");
        assertThatThrownBy(() -> new VectorCodebook(2, new double[3], 1))
                .hasMessageContaining("3 values");
        assertThatThrownBy(() -> new VectorCodebook(1, new double[3], 0))
                .hasMessageContaining("codebook scale (0.0)");
    }
}
