package bitwright.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The integer approximations against real arithmetic; the doc comments quote the errors found
/// here.
class IntegerNonlinearTest {
    @Test
    void squareRootsAreTheGreatestWhoseSquareFits() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            check(random.nextLong() >>> (1 + random.nextInt(63)));
        }
        for (long value : new long[] {0, 1, 2, 3, 4, 8, 9, Long.MAX_VALUE}) {
            check(value);
        }
        assertThatThrownBy(() -> IntegerSquareRoot.of(-1)).hasMessageContaining("-1");
    }

    private static void check(long value) {
        assertThat(IntegerSquareRoot.of(value))
                .isEqualTo(BigInteger.valueOf(value).sqrt().longValueExact());
    }

    @Test
    void exponentialsAreWithinThePolynomialsError() {
        double greatest = 0;
        double fine = 0;
        for (int exponent = -16; exponent <= -6; exponent++) {
            double scale = Math.scalb(1.0, exponent);
            var exponential = new IntegerExponential(scale);
            long least = (long) (-40 / scale);
            for (long value = 0; value > least; value -= 1 + (-least >> 12)) {
                double real = exponential.of(value) * exponential.scale();
                double error = Math.abs(real - Math.exp(value * scale));
                greatest = Math.max(greatest, error);
                fine = exponent <= -12 ? Math.max(fine, error) : fine;
            }
            assertThat(exponential.of(-(1L << 50))).isZero();
        }
        assertThat(fine).isBetween(0.0018, 0.0021);
        assertThat(greatest).isBetween(0.0053, 0.0055);
    }

    @Test
    void softmaxIsCloseToTheRealOne() {
        var random = new SplittableRandom(3);
        double greatest = 0;
        for (int round = 0; round < 2000; round++) {
            double scale = Math.scalb(1.0, random.nextInt(-12, -5));
            int[] row = row(random, 2 + random.nextInt(511), scale);
            int[] output = new IntegerSoftmax(scale, 8).apply(row);
            double[] real = softmax(row, scale);
            for (int i = 0; i < row.length; i++) {
                assertThat(output[i]).isBetween(0, 255);
                greatest = Math.max(greatest, Math.abs(output[i] / 256.0 - real[i]));
            }
        }
        assertThat(greatest).isBetween(0.0112, 0.0115);
    }

    /// 16-bit integers whose real values spread by 1 to 8.
    private static int[] row(SplittableRandom random, int length, double scale) {
        double spread = 1 + 7 * random.nextDouble();
        int[] row = new int[length];
        for (int i = 0; i < length; i++) {
            double value = (random.nextDouble() + random.nextDouble() - 1) * spread / scale;
            row[i] = (int) Math.clamp(Math.rint(value), -32768, 32767);
        }
        return row;
    }

    private static double[] softmax(int[] row, double scale) {
        int greatest = Arrays.stream(row).max().orElseThrow();
        double[] real =
                Arrays.stream(row).mapToDouble(v -> Math.exp((v - greatest) * scale)).toArray();
        double sum = Arrays.stream(real).sum();
        return Arrays.stream(real).map(v -> v / sum).toArray();
    }

    @Test
    void logSoftmaxIsTheNearestPowerOfTwoOfTheIntegerRatio() {
        var random = new SplittableRandom(4);
        int zeros = 0;
        for (int round = 0; round < 500; round++) {
            double scale = Math.scalb(1.0, random.nextInt(-12, -5));
            int[] row = row(random, 1 + random.nextInt(300), scale);
            var softmax = new LogSoftmax(scale, 4);
            int[] codes = softmax.apply(row);
            double[] real = softmax(row, scale);
            for (int i = 0; i < row.length; i++) {
                double code = -Math.log(real[i]) / Math.log(2);
                if (codes[i] == LogSoftmax.ZERO) {
                    zeros++;
                    assertThat(code).isGreaterThan(15.5);
                } else {
                    // A ratio of 2.5 becomes 3 and so 2^2: log2(4 / 2.5) = 0.68. Each of at most
                    // 16 halvings is a whole number of steps, off by one at most.
                    assertThat(codes[i]).isBetween(0, 15);
                    assertThat(Math.abs(codes[i] - code))
                            .isLessThan(0.69 + 16 * scale / Math.log(2));
                }
            }
        }
        assertThat(zeros).isPositive();
    }

    @Test
    void attentionTimesValuesByShiftsIsTheExactSum() {
        var random = new SplittableRandom(5);
        for (int bits = 1; bits <= 4; bits++) {
            var softmax = new LogSoftmax(0x1p-8, bits);
            for (int round = 0; round < 200; round++) {
                int length = random.nextInt(70);
                int[] codes = new int[length];
                int[] values = new int[length];
                BigDecimal exact = BigDecimal.ZERO;
                for (int i = 0; i < length; i++) {
                    codes[i] = random.nextInt(-1, 1 << bits);
                    values[i] = random.nextInt();
                    if (codes[i] >= 0) {
                        exact =
                                exact.add(
                                        new BigDecimal(values[i])
                                                .divide(new BigDecimal(1L << codes[i])));
                    }
                }
                assertThat(new BigDecimal(softmax.multiply(codes, values)))
                        .isEqualByComparingTo(
                                exact.multiply(new BigDecimal(1L << softmax.greatestCode())));
            }
        }
        var softmax = new LogSoftmax(0x1p-8, 4);
        // One value in 2^16 equals: a code of 16 is zero.
        assertThat(softmax.apply(new int[1 << 16])).containsOnly(LogSoftmax.ZERO);
        assertThat(softmax.apply(new int[1 << 15])).containsOnly(15);
        assertThatThrownBy(() -> softmax.multiply(new int[] {16}, new int[1]))
                .hasMessageContaining("attention code 16 (element 0)");
        assertThatThrownBy(() -> softmax.multiply(new int[2], new int[3]))
                .hasMessageContaining("2 codes; the column of values has 3");
    }

    @Test
    void geluIsCloseToTheRealOne() {
        double greatest = 0;
        for (int exponent = -12; exponent <= -5; exponent++) {
            double scale = Math.scalb(1.0, exponent);
            int range = (int) (6 / scale);
            var gelu = new IntegerGelu(scale, range);
            for (int value = -range; value <= range; value++) {
                double real = value * scale;
                double expected = real * normalDistribution(real);
                greatest = Math.max(greatest, Math.abs(gelu.of(value) * gelu.scale() - expected));
            }
            assertThatThrownBy(() -> gelu.of(range + 1))
                    .hasMessageContaining("beyond its greatest");
        }
        assertThat(greatest).isBetween(0.0180, 0.0182);
    }

    /// The normal distribution by its series of odd powers, exact to 1e-10 within 6.
    private static double normalDistribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Test
    void layerNormIsCloseToTheRealOne() {
        var random = new SplittableRandom(7);
        double greatest = 0;
        for (int round = 0; round < 500; round++) {
            int length = 8 + random.nextInt(1017);
            float[] gains = new float[length];
            float[] biases = new float[length];
            int[] row = new int[length];
            for (int i = 0; i < length; i++) {
                gains[i] = (float) (random.nextDouble() * 2 - 1);
                biases[i] = (float) (random.nextDouble() * 2 - 1);
                row[i] = random.nextInt(-32768, 32768);
            }
            var norm = new IntegerLayerNorm(gains, biases);
            long[] output = norm.apply(row);
            double mean = Arrays.stream(row).average().orElseThrow();
            double variance =
                    Arrays.stream(row)
                            .mapToDouble(v -> (v - mean) * (v - mean))
                            .average()
                            .orElseThrow();
            for (int i = 0; i < length; i++) {
                double expected = (row[i] - mean) / Math.sqrt(variance) * gains[i] + biases[i];
                greatest = Math.max(greatest, Math.abs(output[i] * norm.scale() - expected));
            }
        }
        assertThat(greatest).isBetween(0.0009, 0.0010);
    }

    @Test
    void aConstantRowGivesTheBiases() {
        var norm = new IntegerLayerNorm(new float[] {1, -2, 0}, new float[] {0.5f, -0.25f, 0});
        long[] output = norm.apply(new int[] {77, 77, 77});
        assertThat(output[0] * norm.scale()).isBetween(0.4999, 0.5001);
        assertThat(output[1] * norm.scale()).isBetween(-0.2501, -0.2499);
        assertThat(output[2]).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1e-9, 2, Double.NaN, Double.POSITIVE_INFINITY})
    void scalesOutOfRangeAreRefused(double scale) {
        assertThatThrownBy(() -> new IntegerSoftmax(scale, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(" + scale + ")");
        assertThatThrownBy(() -> new LogSoftmax(scale, 4)).hasMessageContaining("(" + scale + ")");
        assertThatThrownBy(() -> new IntegerGelu(scale, 100))
                .hasMessageContaining("(" + scale + ")");
    }

    @Test
    void emptyAndUnfitRowsAreRefused() {
        assertThatThrownBy(() -> new IntegerSoftmax(0.01, 8).apply(new int[0]))
                .hasMessageContaining("over 0 values");
        assertThatThrownBy(() -> new LogSoftmax(0.01, 4).apply(new int[0]))
                .hasMessageContaining("over 0 values");
        assertThatThrownBy(() -> new IntegerLayerNorm(new float[0], new float[0]))
                .hasMessageContaining("0 gains");
        assertThatThrownBy(() -> new IntegerLayerNorm(new float[] {Float.NaN}, new float[1]))
                .hasMessageContaining("gain of element 0 is NaN");
        assertThatThrownBy(() ->
                        new IntegerLayerNorm(new float[1], new float[] {Float.POSITIVE_INFINITY}))
                .hasMessageContaining("bias of element 0 is Infinity");
        var norm = new IntegerLayerNorm(new float[2], new float[2]);
        assertThatThrownBy(() -> norm.apply(new int[3])).hasMessageContaining("3 elements meets 2");
        assertThatThrownBy(() -> norm.apply(new int[] {0, 1 << 21}))
                .hasMessageContaining("element 1");
        assertThatThrownBy(() -> new IntegerExponential(0.01).of(1))
                .hasMessageContaining("(1) must not be positive");
    }
}
