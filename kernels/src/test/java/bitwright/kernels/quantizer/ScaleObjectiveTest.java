package bitwright.kernels.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.ScaleObjective.LeastNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Each objective against a plain implementation or a closed form.
class ScaleObjectiveTest {
    @Test
    void percentilesInterpolateBetweenRanks() {
        float[] values = {5, -1, 3, 2, 4};
        assertThat(ValueRange.percentileOfMagnitudes(values, 0, 5, 100))
                .isEqualTo(new ValueRange(-5, 5));
        assertThat(ValueRange.percentileOfMagnitudes(values, 0, 5, 50).high()).isEqualTo(3);
        assertThat(ValueRange.percentileOfMagnitudes(values, 0, 5, 90).high())
                .isCloseTo(4.6, within(1e-12));
        ValueRange middle = ValueRange.percentile(values, 0, 5, 80);
        assertThat(middle.low()).isCloseTo(-1 + 0.4 * 3, within(1e-12));
        assertThat(middle.high()).isCloseTo(4.6, within(1e-12));
        assertThat(ValueRange.percentile(values, 0, 5, 100)).isEqualTo(new ValueRange(-1, 5));
    }

    @Test
    void anAsymmetricGridCoversTheRangeAndHoldsZeroExactly() {
        var uint8 = new Int(8, false);
        Grid grid = new ValueRange(-1, 3).grid(uint8, Symmetry.ASYMMETRIC);
        assertThat(grid).isEqualTo(new Grid(uint8, 4.0 / 255, 64));
        assertThat(grid.nearest(0)).isZero();
        assertThat(new ValueRange(2, 5.1).grid(uint8, Symmetry.ASYMMETRIC))
                .isEqualTo(new Grid(uint8, 5.1 / 255, 0));
        assertThat(new ValueRange(-5.1, -2).grid(uint8, Symmetry.ASYMMETRIC).zeroPoint())
                .isEqualTo(255);
        var int8 = new Int(8, true);
        assertThat(new ValueRange(-1, 1).grid(int8, Symmetry.ASYMMETRIC).zeroPoint())
                .isEqualTo((int) Math.rint(-128 + 127.5));
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            double low = random.nextDouble(-5, 5);
            double high = low + random.nextDouble(0.01, 8);
            Grid any = new ValueRange(low, high).grid(int8, Symmetry.ASYMMETRIC);
            assertThat(any.nearest(0)).isZero();
            assertThat(any.nearest(low)).isCloseTo(low, within(any.scale() * 1.0001));
            assertThat(any.nearest(high)).isCloseTo(high, within(any.scale() * 1.0001));
        }
    }

    @Test
    void powersOfTwoAreTheNearestInTheLogDomainAndTheZeroPointMovesWithThem() {
        for (int seed = 0; seed < 2000; seed++) {
            double scale = Math.exp(new SplittableRandom(seed).nextDouble(-30, 30));
            double expected = Math.pow(2, Math.rint(Math.log(scale) / Math.log(2)));
            assertThat(ScaleForm.POWER_OF_TWO.nearest(scale)).isEqualTo(expected);
        }
        assertThat(ScaleForm.POWER_OF_TWO.nearest(Math.sqrt(2))).isEqualTo(2);
        assertThat(ScaleForm.POWER_OF_TWO.nearest(Math.nextDown(Math.sqrt(2)))).isEqualTo(1);
        assertThat(ScaleForm.POWER_OF_TWO.nearest(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        var grid = new Grid(new Int(8, false), 0.03, 100);
        // 0.03 / 0.03125 * 100
        assertThat(ScaleForm.POWER_OF_TWO.nearest(grid))
                .isEqualTo(new Grid(new Int(8, false), 0.03125, 96));
        assertThat(ScaleForm.POWER_OF_TWO.nearest(new Grid(new Int(8, false), 1.4, 255)))
                .isEqualTo(new Grid(new Int(8, false), 1, 255));
    }

    @Test
    void dyadicScalesAreWithinTwoToTheMinus31() {
        for (int seed = 0; seed < 200; seed++) {
            double scale = Math.exp(new SplittableRandom(seed).nextDouble(-20, 20));
            assertThat(ScaleForm.DYADIC.nearest(scale) / scale)
                    .isCloseTo(1, within(Math.scalb(1.0, -31)));
        }
    }

    @Test
    void rapqTakesTheFirstLeastNormOf80Ranges() {
        for (int seed = 0; seed < 5; seed++) {
            float[] values = Samples.withOutliers(seed, 300);
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            double best = Double.POSITIVE_INFINITY;
            Grid expected = Grid.symmetric(new Int(4, false), 1);
            for (int i = 0; i < 80; i++) {
                double scale = (high * (1 - 0.01 * i) - low * (1 - 0.01 * i)) / 15;
                int zeroPoint = (int) Math.rint(-low * (1 - 0.01 * i) / scale);
                double score = 0;
                for (float value : values) {
                    double q =
                            Math.min(15, Math.max(0, Math.rint(value / scale) + zeroPoint))
                                    - zeroPoint;
                    score += Math.pow(Math.abs(value - q * scale), 2.4);
                }
                if (score < best) {
                    best = score;
                    expected = new Grid(new Int(4, false), scale, zeroPoint);
                }
            }
            Grid found =
                    SquaredErrorSearch.leastNormGrid(
                            values, 0, 300, new Int(4, false), Symmetry.ASYMMETRIC, LeastNorm.RAPQ);
            assertThat(found.zeroPoint()).isEqualTo(expected.zeroPoint());
            assertThat(found.scale()).isCloseTo(expected.scale(), within(1e-9));
        }
    }

    @Test
    void theLeastDivergenceIsThatOfAPlainImplementation() {
        for (int bits : new int[] {4, 6, 8}) {
            float[] values = Samples.withOutliers(bits, 3000);
            double found =
                    EntropyCalibration.leastDivergenceMagnitude(
                            values, 0, 3000, new Int(bits, true), 512);
            assertThat(found).isEqualTo(plainDivergence(values, bits, 512));
        }
    }

    /// With lists and whole distributions, from the fewest bins up.
    private static double plainDivergence(float[] values, int bits, int bins) {
        double greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        double[] histogram = new double[bins];
        for (float value : values) {
            histogram[(int) Math.min(bins - 1, Math.abs(value) / greatest * bins)]++;
        }
        histogram[0] = histogram[1];
        int steps = 1 << (bits - 1);
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int covered = 128; covered <= bins; covered++) {
            double[] p = new double[covered];
            System.arraycopy(histogram, 0, p, 0, covered);
            List<List<Integer>> members = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                members.add(new ArrayList<>());
            }
            for (int i = 0; i < covered; i++) {
                if (p[i] > 0) {
                    members.get(i * steps / covered).add(i);
                }
            }
            double[] q = new double[covered];
            for (List<Integer> step : members) {
                double mean = step.stream().mapToDouble(i -> histogram[i]).average().orElse(0);
                step.forEach(i -> q[i] = mean);
            }
            for (int i = covered; i < bins; i++) {
                p[covered - 1] += histogram[i];
            }
            double pTotal = 0;
            double qTotal = 0;
            for (int i = 0; i < covered; i++) {
                pTotal += p[i];
                qTotal += q[i];
            }
            double divergence = 0;
            for (int i = 0; i < covered; i++) {
                if (p[i] > 0) {
                    divergence +=
                            q[i] == 0
                                    ? Double.POSITIVE_INFINITY
                                    : p[i] / pTotal * Math.log(p[i] / pTotal / (q[i] / qTotal));
                }
            }
            if (divergence <= least) {
                least = divergence;
                best = covered;
            }
        }
        return greatest * best / bins;
    }

    @Test
    void entropyCalibrationClipsLoneOutliersAndKeepsAFlatDistribution() {
        float[] values = new float[20_000];
        var random = new SplittableRandom(9);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        var int8 = new Int(8, true);
        assertThat(
                        EntropyCalibration.leastDivergenceMagnitude(
                                values, 0, values.length, int8, 2048))
                .isBetween(0.95, 1.0);
        values[5] = 8;
        assertThat(
                        EntropyCalibration.leastDivergenceMagnitude(
                                values, 0, values.length, int8, 2048))
                .isLessThan(1.2);
    }

    @Test
    void theChosenOutputErrorIsTheFirstLeastAmongThePublishedFourPowersOfTwo() {
        var int4 = new Int(4, true);
        for (int seed = 0; seed < 20; seed++) {
            float[] weights = Samples.withOutliers(seed, 24);
            float[] inputs = Samples.bellShaped(seed + 100, 24 * 40);
            Grid found =
                    OutputErrorSearch.leastOutputErrorGrid(
                            weights,
                            0,
                            24,
                            int4,
                            Symmetry.SYMMETRIC,
                            ScaleForm.POWER_OF_TWO,
                            OutputError.ofProducts(24, inputs));
            double greatest = 0;
            for (float weight : weights) {
                greatest = Math.max(greatest, Math.abs(weight));
            }
            double base = Math.floor(Math.log(greatest / 7) / Math.log(2));
            double least = Double.POSITIVE_INFINITY;
            double expected = 0;
            for (int k = -1; k <= 2; k++) {
                double scale = Math.pow(2, base + k);
                double error = outputError(weights, inputs, scale);
                if (error < least * (1 - 1e-9)) {
                    least = error;
                    expected = scale;
                }
            }
            assertThat(found.scale()).isEqualTo(expected);
        }
    }

    @Test
    void theOutputErrorChoiceIsNeverWorseThanMinMaxAtTheOutput() {
        NumberFormat int3 = new Int(3, true);
        for (int seed = 0; seed < 20; seed++) {
            float[] weights = Samples.withOutliers(seed, 24);
            float[] inputs = Samples.bellShaped(seed + 100, 24 * 40);
            Grid found =
                    OutputErrorSearch.leastOutputErrorGrid(
                            weights,
                            0,
                            24,
                            int3,
                            Symmetry.SYMMETRIC,
                            ScaleForm.REAL,
                            OutputError.ofProducts(24, inputs));
            double error = outputError(weights, inputs, 3, found.scale());
            double top = ScaleSearch.minimumMaximumScale(weights, 0, 24, int3);
            for (int step = 0; step < 80; step++) {
                assertThat(error)
                        .isLessThanOrEqualTo(
                                outputError(weights, inputs, 3, top * (1 - 0.01 * step))
                                        * (1 + 1e-9));
            }
        }
    }

    @Test
    void outputErrorsOfGroupsAndWholeTensorsCutRowsWhereTheyEnd() {
        float[] others = Samples.bellShaped(1, 5 * 30);
        OutputError output = OutputError.ofProducts(5, others);
        var random = new SplittableRandom(2);
        double[] differences = random.doubles(13).toArray();
        double expected = 0;
        for (int row = 0; row < 30; row++) {
            for (int channel = 0; channel < 4; channel++) {
                double product = 0;
                for (int i = 0; i < 5; i++) {
                    int place = channel * 5 + i - 3;
                    if (place >= 0 && place < 13) {
                        product += others[row * 5 + i] * differences[place];
                    }
                }
                expected += product * product;
            }
        }
        assertThat(output.of(differences, 3)).isCloseTo(expected, within(1e-9 * expected));
    }

    private static double outputError(float[] weights, float[] inputs, double scale) {
        return outputError(weights, inputs, 7, scale);
    }

    private static double outputError(float[] weights, float[] inputs, int greatest, double scale) {
        double sum = 0;
        for (int row = 0; row < inputs.length; row += weights.length) {
            double exact = 0;
            double quantized = 0;
            for (int i = 0; i < weights.length; i++) {
                double q = Math.rint(weights[i] / scale);
                q = Math.min(greatest, Math.max(-greatest - 1, q));
                exact += weights[i] * (double) inputs[row + i];
                quantized += q * scale * inputs[row + i];
            }
            sum += (exact - quantized) * (exact - quantized);
        }
        return sum;
    }
}
