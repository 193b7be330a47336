package bitwright.kernels.quantizer.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.kernels.codec.WeightCodec;
import bitwright.kernels.quantizer.Samples;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubsetQuantizerTest {
    @ParameterizedTest
    @CsvSource({"2, 105", "3, 1365", "4, 6435"})
    void thePoolHasEverySubsetOfTheUniversalSetOnce(int bits, int pool) {
        var universe = new TreeSet<Integer>();
        for (int p1 : new int[] {32, 16, 4, 0}) {
            for (int p2 : new int[] {32, 8, 2, 0}) {
                universe.add((p1 + p2) / 2);
            }
        }
        assertThat(universe).hasSize(15);
        var seen = new TreeSet<String>();
        for (int[] choice : SubsetUniverse.choices(1 << (bits - 1))) {
            assertThat(choice).hasSize(1 << (bits - 1)).isSorted();
            assertThat(choice).doesNotHaveDuplicates();
            for (int magnitude : choice) {
                assertThat(universe).contains(magnitude);
            }
            seen.add(Arrays.toString(choice));
        }
        assertThat(seen).hasSize(pool);
    }

    @ParameterizedTest
    @CsvSource({"2, 40, 6", "3, 40, 3", "4, 60, 1"})
    void theChoiceIsThatOfASearchOverAllSubsetsWeightByWeight(int bits, int count, int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            float[] weights = Samples.withOutliers(seed, count);
            SubsetQuantizer.Choice found = SubsetQuantizer.choose("w", weights, bits);
            double greatest = 0;
            for (float weight : weights) {
                greatest = Math.max(greatest, Math.abs(weight));
            }
            double least = Double.POSITIVE_INFINITY;
            for (int[] subset : SubsetUniverse.choices(1 << (bits - 1))) {
                least = Math.min(least, plainError(weights, greatest, subset));
            }
            assertThat(found.squaredError() / (greatest * greatest)).isCloseTo(least, within(1e-7));
            double error = 0;
            for (float weight : weights) {
                double level =
                        WeightCodec.nearestLevel(found.format(), weight / found.scale())
                                * found.scale();
                error += (weight - level) * (weight - level);
            }
            assertThat(error).isCloseTo(found.squaredError(), within(1e-9 * error));
        }
    }

    /// Alpha by the published fixed point, with a pass over the weights for each step.
    private static double plainError(float[] weights, double greatest, int[] subset) {
        double alpha = 1;
        double previous = 0;
        for (int round = 0; round < 1000; round++) {
            double square = 0;
            double product = 0;
            double error = 0;
            double mean = 0;
            for (float weight : weights) {
                double w = Math.abs(weight) / greatest;
                double q = nearest(w / alpha, subset);
                square += q * q;
                product += q * w;
                error += (w - alpha * q) * (w - alpha * q);
                mean += w / weights.length;
            }
            alpha = square == 0 ? mean : product / square;
            if (Math.abs(previous - Math.sqrt(error)) < 1e-5) {
                break;
            }
            previous = Math.sqrt(error);
        }
        double error = 0;
        for (float weight : weights) {
            double w = Math.abs(weight) / greatest;
            double rest = w - alpha * nearest(w / alpha, subset);
            error += rest * rest;
        }
        return error;
    }

    private static double nearest(double value, int[] subset) {
        double best = Double.POSITIVE_INFINITY;
        for (int magnitude : subset) {
            double level = (double) magnitude / subset[subset.length - 1];
            if (Math.abs(value - level) < Math.abs(value - best)) {
                best = level;
            }
        }
        return best;
    }

    @Test
    void weightsOnASubsetAreFoundWithoutError() {
        int[] subset = {1, 6, 9, 32};
        float[] weights = new float[400];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = subset[i % 4] * (i % 3 == 0 ? -0.25f : 0.25f);
        }
        SubsetQuantizer.Choice found = SubsetQuantizer.choose("w", weights, 3);
        assertThat(found.squaredError()).isCloseTo(0, within(1e-9));
        for (float weight : weights) {
            assertThat(
                            WeightCodec.nearestLevel(found.format(), weight / found.scale())
                                    * found.scale())
                    .isCloseTo(weight, within(1e-6));
        }
    }

    @Test
    void aLayerOf600ThousandWeightsIsSearchedCompletely() {
        float[] weights = Samples.bellShaped(5, 600_000);
        SubsetQuantizer.Choice found = SubsetQuantizer.choose("w", weights, 4);
        // A normal distribution in 15 or 16 levels: the optimal quantizer reaches 0.0095 to 0.0115
        // of the variance (Max, Quantizing for Minimum Distortion, 1960).
        assertThat(found.squaredError() / weights.length).isBetween(0.0095, 0.013);
    }

    @Test
    void moreBitsAreNeverWorse() {
        for (int seed = 0; seed < 5; seed++) {
            float[] weights = Samples.withOutliers(seed, 500);
            double error = Double.POSITIVE_INFINITY;
            for (int bits = 2; bits <= 4; bits++) {
                double next = SubsetQuantizer.choose("w", weights, bits).squaredError();
                assertThat(next).isLessThan(error);
                error = next;
            }
        }
    }

    @Test
    void zerosAndBadInput() {
        SubsetQuantizer.Choice zeros = SubsetQuantizer.choose("w", new float[9], 3);
        assertThat(zeros.squaredError()).isZero();
        assertThat(zeros.scale()).isPositive();
        assertThatThrownBy(() -> SubsetQuantizer.choose("w", new float[9], 5))
                .hasMessageContaining("'w': bits of a subset (5)");
        assertThatThrownBy(() -> SubsetQuantizer.choose("w", new float[0], 4))
                .hasMessageContaining("'w' is empty");
    }
}
