package bitwright.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.requantization.RequantizationRule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerElementwiseTest {
    @ParameterizedTest
    @EnumSource(
            value = RequantizationRule.class,
            names = {"TFLITE_DOUBLE", "TFLITE_SINGLE"})
    void anAdditionOfTfliteIsTheRealSumUnlessItIsAlmostATie(RequantizationRule rule) {
        var random = new SplittableRandom(1);
        int compared = 0;
        for (int round = 0; round < 300; round++) {
            var left = operand(random);
            var right = operand(random);
            var sum = operand(random);
            var addition = new TfliteAddition(left, right, sum, rule);
            for (int i = 0; i < 200; i++) {
                int a = random.nextInt(-128, 128);
                int b = random.nextInt(-128, 128);
                double real =
                        (left.scale() * (a - left.zeroPoint())
                                                + right.scale() * (b - right.zeroPoint()))
                                        / sum.scale()
                                + sum.zeroPoint();
                double beside = Math.abs(real - Math.floor(real) - 0.5);
                int obtained = addition.add(a, b);
                if (beside > 0.001) {
                    assertThat(obtained).isEqualTo((int) Math.clamp(Math.rint(real), -128, 127));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(59_000);
    }

    private static TfliteAddition.Operand operand(SplittableRandom random) {
        return new TfliteAddition.Operand(
                0.01 + random.nextDouble() * 0.05, random.nextInt(-128, 128));
    }

    @Test
    void anAdditionOfTfliteRoundsTiesAwayFromZero() {
        // Each sum is an odd number of halves.
        var addition =
                new TfliteAddition(
                        new TfliteAddition.Operand(0.5, 0),
                        new TfliteAddition.Operand(0.5, 0),
                        new TfliteAddition.Operand(1, 0),
                        RequantizationRule.TFLITE_DOUBLE);
        assertThat(addition.add(new int[] {1, -1, 2, 127, -128}, new int[] {2, -2, 3, 126, -1}))
                .containsExactly(2, -2, 3, 127, -65);
        assertThatThrownBy(() -> addition.add(new int[2], new int[3]))
                .hasMessageContaining("2 and 3 elements");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void scalesAndZeroPointsOfAnAdditionAreCheckedByName(double scale) {
        var good = new TfliteAddition.Operand(1, 0);
        var rule = RequantizationRule.TFLITE_DOUBLE;
        assertThatThrownBy(() ->
                        new TfliteAddition(good, new TfliteAddition.Operand(scale, 0), good, rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the scale of the right addend (" + scale + ")");
        assertThatThrownBy(() ->
                        new TfliteAddition(good, good, new TfliteAddition.Operand(1, 128), rule))
                .hasMessageContaining("the zero point of the sum (128) must be -128 to 127");
    }

    @Test
    void averagesEqualTheirDefinitionsOverRationals() {
        var random = new SplittableRandom(2);
        for (int i = 0; i < 50_000; i++) {
            int taps = 1 + random.nextInt(200);
            long sum =
                    random.nextInt(4) == 0
                            ? (long) taps * random.nextInt(-9, 10) / 2
                            : random.nextLong(-100_000, 100_000);
            BigDecimal exact =
                    new BigDecimal(sum).divide(new BigDecimal(taps), 40, RoundingMode.FLOOR);
            assertThat(AverageRounding.TVM_TRUNCATE.divide(sum, taps))
                    .isEqualTo(
                            BigInteger.valueOf(sum).divide(BigInteger.valueOf(taps)).longValue());
            // A tie of an even number of taps is exact in forty digits.
            assertThat(AverageRounding.TFLITE_HALF_AWAY.divide(sum, taps))
                    .isEqualTo(
                            exact.setScale(30, RoundingMode.HALF_EVEN)
                                    .setScale(0, RoundingMode.HALF_UP)
                                    .longValueExact());
            BigDecimal hundredth =
                    exact.setScale(30, RoundingMode.HALF_EVEN).add(new BigDecimal("0.01"));
            assertThat(AverageRounding.HAWQ.divide(sum, taps))
                    .isEqualTo(hundredth.setScale(0, RoundingMode.DOWN).longValueExact());
            if (sum >= 0 && taps < 100) {
                assertThat(AverageRounding.HAWQ.divide(sum, taps))
                        .isEqualTo(Math.floorDiv(sum, (long) taps));
            }
        }
        assertThat(AverageRounding.HAWQ.divide(-49, 49)).isZero();
        assertThat(AverageRounding.TFLITE_HALF_AWAY.divide(-3, 2)).isEqualTo(-2);
        assertThat(AverageRounding.TVM_TRUNCATE.divide(-3, 2)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(AverageRounding.class)
    void anAverageOfNothingIsRefused(AverageRounding rounding) {
        assertThatThrownBy(() -> rounding.divide(5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("taps of an average (0)");
    }

    @Test
    void branchesAreRequantizedOnTheirOwnAndLieBesideEachOtherInEachImage() {
        var half =
                Requantization.uniform(Dyadic.of(0.5), RequantizationRule.TFLITE_DOUBLE, -128, 127);
        var twice = Requantization.uniform(Dyadic.of(2), RequantizationRule.HALF_EVEN, -128, 127);
        var one = new ReferenceConcatenation.Branch(new int[] {2, 4, 6, 8}, half);
        var two = new ReferenceConcatenation.Branch(new int[] {1, 2, 3, 4, 5, 6, 70, 8}, twice);
        assertThat(ReferenceConcatenation.channels(List.of(one, two), 2, 2))
                .containsExactly(1, 2, 2, 4, 6, 8, 3, 4, 10, 12, 127, 16);
        assertThatThrownBy(() -> ReferenceConcatenation.channels(List.of(one, two), 3, 1))
                .hasMessageContaining("branch 0 has 4 elements, which are no 3 images");
        assertThatThrownBy(() -> ReferenceConcatenation.channels(List.of(), 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyTensorPassesWhereNothingIsDivided() {
        var one = Requantization.uniform(Dyadic.ONE, RequantizationRule.HALF_EVEN, -128, 127);
        assertThat(one.apply(new int[0], 1)).isEmpty();
        assertThat(ReferenceElementwise.add(new int[0], one, new int[0], one, 1)).isEmpty();
    }
}
