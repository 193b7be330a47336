package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.TwoWordLog;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The log-domain rule, against logarithms, and the words of two-word weights.
final class PowerRuleTest {
    @ParameterizedTest
    @ValueSource(strings = {"pot2", "pot3", "pot4", "pot5"})
    void powersOfTwoTakeTheRoundedLogarithm(String name) {
        NumberFormat format = NumberFormat.parse(name);
        int least = 2 - (1 << (format.bits() - 1));
        for (double value : magnitudes(least)) {
            long exponent = Math.round(Math.log(value) / Math.log(2));
            double expected = exponent < least ? 0 : Math.pow(2, Math.min(0, exponent));
            assertThat(decoded(format, value)).as("%s", value).isEqualTo(expected);
            assertThat(decoded(format, -value)).as("%s", -value).isEqualTo(0.0 - expected);
        }
        assertThat(decoded(format, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense2", "dense3", "dense4"})
    void denseShiftsTakeTheRoundedLogarithm(String name) {
        NumberFormat format = NumberFormat.parse(name);
        int greatest = (1 << (format.bits() - 1)) - 1;
        for (double small : magnitudes(-9)) {
            double value = small * 256;
            long exponent = Math.round(Math.log(value) / Math.log(2));
            double expected = Math.pow(2, Math.clamp(exponent, 0, greatest));
            assertThat(decoded(format, value)).as("%s", value).isEqualTo(expected);
            assertThat(decoded(format, -value)).as("%s", -value).isEqualTo(-expected);
        }
        assertThat(decoded(format, 0)).isEqualTo(1);
        assertThat(decoded(format, -0.0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log2", "log3", "log4"})
    void activationsTakeTheRoundedLogarithm(String name) {
        NumberFormat format = NumberFormat.parse(name);
        int greatest = (1 << format.bits()) - 1;
        for (double value : magnitudes(-greatest)) {
            long code = Math.round(-Math.log(value) / Math.log(2));
            assertThat(WeightCodec.encode(format, value, PowerRule.LOG_DOMAIN))
                    .as("%s", value)
                    .isEqualTo(Math.clamp(code, 0, greatest));
        }
        for (double none : new double[] {0, -1, -1e300, Double.NEGATIVE_INFINITY}) {
            assertThat(WeightCodec.encode(format, none)).isEqualTo(greatest);
        }
    }

    /// Seeded magnitudes over the levels and beyond, away from the rounding of logarithms.
    private static double[] magnitudes(int leastExponent) {
        var random = new SplittableRandom(leastExponent);
        return random.doubles(5_000, leastExponent - 2.0, 2.0)
                .filter(exponent -> Math.abs(exponent - Math.floor(exponent) - 0.5) > 1e-9)
                .map(exponent -> Math.pow(2, exponent))
                .toArray();
    }

    private static double decoded(NumberFormat format, double value) {
        return format.decode(WeightCodec.encode(format, value, PowerRule.LOG_DOMAIN));
    }

    @Test
    void theRulesDifferBetweenTheRootOfTwoAndOneAndAHalf() {
        NumberFormat format = NumberFormat.parse("dense4");
        double root = Math.sqrt(2);
        for (double value : new double[] {1.2, Math.nextDown(root), root, 1.45, 1.5, 1.6}) {
            int nearest = value > 1.5 ? 1 : 0;
            int logarithm = value >= root ? 1 : 0;
            assertThat(WeightCodec.encode(format, value)).as("%s", value).isEqualTo(nearest);
            assertThat(WeightCodec.encode(format, value, PowerRule.LOG_DOMAIN))
                    .as("%s", value)
                    .isEqualTo(logarithm);
        }
    }

    /// Worked by hand: 0.7 is nearest to 2^-1 in logarithms, 0.2 is left, nearest to 2^-2.
    @ParameterizedTest
    @CsvSource({"0.7, 0.5, 0.75", "0.72, 1, 0.75", "-0.72, -1, -0.75", "1, 1, 1", "0, 0, 0"})
    void theSecondWordTakesWhatTheFirstLeaves(double value, double one, double two) {
        var format = new TwoWordLog(4, 25);
        int oneWord = TwoWordCodec.oneWord(format, value, PowerRule.LOG_DOMAIN);
        assertThat(oneWord).isLessThan(16);
        assertThat(format.decode(oneWord)).isEqualTo(one);
        assertThat(format.decode(TwoWordCodec.twoWords(format, value, PowerRule.LOG_DOMAIN)))
                .isEqualTo(two);
    }

    @Test
    void theNearestOfAllLevelsIsNeverFartherThanOneWordAfterTheOther() {
        var format = new TwoWordLog(4, 25);
        var random = new SplittableRandom(8);
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextDouble(-1.3, 1.3);
            double nearest = Math.abs(value - WeightCodec.nearestLevel(format, value));
            for (PowerRule rule : PowerRule.values()) {
                double two = format.decode(TwoWordCodec.twoWords(format, value, rule));
                assertThat(nearest).isLessThanOrEqualTo(Math.abs(value - two));
            }
        }
    }
}
