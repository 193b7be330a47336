package bitwright.kernels.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DyadicTest {
    @ParameterizedTest
    @EnumSource(Rounding.class)
    void aRoundingShiftEqualsExactDivision(Rounding rounding) {
        var random = new SplittableRandom(1);
        for (int shift = 0; shift <= 70; shift++) {
            for (int i = 0; i < 200; i++) {
                long value = random.nextLong() >> random.nextInt(64);
                checkShift(value, shift, rounding);
                if (shift > 0 && shift < 63) {
                    // A tie, and its neighbours.
                    long tie = (value | 1) << (shift - 1);
                    checkShift(tie, shift, rounding);
                    checkShift(tie - 1, shift, rounding);
                    checkShift(tie + 1, shift, rounding);
                }
            }
            checkShift(Long.MIN_VALUE, shift, rounding);
            checkShift(Long.MAX_VALUE, shift, rounding);
        }
    }

    private static void checkShift(long value, int shift, Rounding rounding) {
        assertThat(rounding.shiftRight(value, shift))
                .as("%d >> %d %s", value, shift, rounding)
                .isEqualTo(exact(BigInteger.valueOf(value), shift, rounding));
    }

    private static long exact(BigInteger value, int shift, Rounding rounding) {
        BigDecimal quotient =
                shift >= 0
                        ? new BigDecimal(value).divide(new BigDecimal(BigInteger.TWO.pow(shift)))
                        : new BigDecimal(value.shiftLeft(-shift));
        BigDecimal rounded =
                switch (rounding) {
                    case HALF_EVEN -> quotient.setScale(0, RoundingMode.HALF_EVEN);
                    case HALF_UP ->
                            quotient.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR);
                    case HALF_AWAY -> quotient.setScale(0, RoundingMode.HALF_UP);
                    case FLOOR -> quotient.setScale(0, RoundingMode.FLOOR);
                };
        return rounded.longValueExact();
    }

    @Test
    void factorsOfEveryMagnitudeAreNearestDyadicNumbersOfThirtyOneBits() {
        var random = new SplittableRandom(2);
        for (int exponent = -1074; exponent <= 1023; exponent++) {
            double factor = Math.scalb(1 + random.nextDouble(), exponent);
            Dyadic dyadic = Dyadic.of(factor);
            assertThat(dyadic.multiplier()).isBetween(1L << 30, (1L << 31) - 1);
            // Half a step of the least multiplier.
            BigDecimal error =
                    new BigDecimal(factor)
                            .subtract(
                                    new BigDecimal(dyadic.multiplier())
                                            .multiply(power(-dyadic.shift())))
                            .abs();
            assertThat(error).isLessThanOrEqualTo(new BigDecimal(factor).multiply(power(-31)));
        }
    }

    private static BigDecimal power(int exponent) {
        return exponent >= 0
                ? new BigDecimal(BigInteger.TWO.pow(exponent))
                : BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(-exponent)));
    }

    @Test
    void aMantissaThatRoundsUpToOneIsCarried() {
        assertThat(Dyadic.of(Math.nextDown(1.0))).isEqualTo(new Dyadic(1L << 30, 30));
        assertThat(Dyadic.of(1.0)).isEqualTo(Dyadic.ONE);
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void theProductIsExactUpToItsBoundAndRefusedBeyondIt(Rounding rounding) {
        var greatest = new Dyadic((1L << 31) - 1, 40);
        for (long value : new long[] {1L << 32, -(1L << 32), Integer.MAX_VALUE}) {
            BigInteger product =
                    BigInteger.valueOf(value).multiply(BigInteger.valueOf(greatest.multiplier()));
            assertThat(greatest.apply(value, rounding)).isEqualTo(exact(product, 40, rounding));
        }
        assertThatThrownBy(() -> greatest.apply(1L << 33, rounding))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void greatFactorsShiftLeftAndNeverWrap() {
        assertThat(Dyadic.of(Math.scalb(1.0, 40)).apply(3, Rounding.FLOOR)).isEqualTo(3L << 40);
        var huge = Dyadic.of(Math.scalb(1.0, 200));
        assertThat(huge.apply(0, Rounding.FLOOR)).isZero();
        assertThatThrownBy(() -> huge.apply(1, Rounding.FLOOR))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aFactorThatIsNotPositiveAndFiniteIsRefused(double factor) {
        assertThatThrownBy(() -> Dyadic.of(factor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive and finite");
    }
}
