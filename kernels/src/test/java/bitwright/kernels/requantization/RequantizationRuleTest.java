package bitwright.kernels.requantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequantizationRuleTest {
    private static final BigInteger TWO_TO_31 = BigInteger.TWO.pow(31);

    @Test
    void everyPublishedVectorHoldsUnderAllSixRules() throws IOException {
        List<String> lines;
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        RequantizationRuleTest.class.getResourceAsStream(
                                                "vectors.csv")),
                                StandardCharsets.UTF_8))) {
            lines = reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
        String[] header = lines.getFirst().split(",");
        assertThat(header).hasSize(10);
        assertThat(lines).hasSize(1 + 505);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            var factor = Dyadic.of(Double.parseDouble(cells[1]));
            assertThat(factor)
                    .as(line)
                    .isEqualTo(
                            new Dyadic(Long.parseLong(cells[2]), 31 - Integer.parseInt(cells[3])));
            for (int column = 4; column < header.length; column++) {
                RequantizationRule rule = RequantizationRule.parse(header[column]);
                assertThat(rule.apply(Long.parseLong(cells[0]), factor))
                        .as("%s %s", rule, line)
                        .isEqualTo(Long.parseLong(cells[column]));
            }
        }
    }

    /// The definition of each rule over unbounded integers and decimals.
    private static BigInteger oracle(RequantizationRule rule, long value, Dyadic factor) {
        BigInteger product =
                BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor.multiplier()));
        BigDecimal exact = new BigDecimal(product).multiply(powerOfTwo(-factor.shift()));
        int exponent = 31 - factor.shift();
        return switch (rule) {
            case HALF_EVEN -> rounded(exact, RoundingMode.HALF_EVEN);
            case HALF_AWAY, TVM_TONEAREST -> rounded(exact, RoundingMode.HALF_UP);
            case HALF_UP, TVM_UPWARD ->
                    rounded(exact.add(new BigDecimal("0.5")), RoundingMode.FLOOR);
            case FLOOR, TVM_TRUNCATE -> rounded(exact, RoundingMode.FLOOR);
            case HAWQ_PYTORCH ->
                    // A double of the product is its 53 leading bits, half to even.
                    rounded(
                            new BigDecimal(product.doubleValue())
                                    .multiply(powerOfTwo(-factor.shift())),
                            RoundingMode.HALF_EVEN);
            case TFLITE_SINGLE ->
                    exponent < -31
                            ? BigInteger.ZERO
                            : rounded(exact.add(new BigDecimal("0.5")), RoundingMode.FLOOR);
            case TFLITE_DOUBLE -> {
                if (exponent < -31) {
                    yield BigInteger.ZERO;
                }
                BigInteger shifted = product.shiftLeft(Math.max(exponent, 0));
                BigDecimal first =
                        new BigDecimal(shifted)
                                .divide(new BigDecimal(TWO_TO_31))
                                .add(new BigDecimal("0.5"));
                BigDecimal high = new BigDecimal(rounded(first, RoundingMode.FLOOR));
                yield rounded(
                        high.multiply(powerOfTwo(-Math.max(-exponent, 0))), RoundingMode.HALF_UP);
            }
        };
    }

    private static BigInteger rounded(BigDecimal value, RoundingMode mode) {
        return value.setScale(0, mode).toBigIntegerExact();
    }

    private static BigDecimal powerOfTwo(int exponent) {
        return exponent >= 0
                ? new BigDecimal(BigInteger.TWO.pow(exponent))
                : BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(-exponent)));
    }

    @ParameterizedTest
    @EnumSource(RequantizationRule.class)
    void everyRuleEqualsItsDefinitionOverUnboundedNumbers(RequantizationRule rule) {
        var random = new SplittableRandom(17);
        for (int i = 0; i < 20_000; i++) {
            double mantissa = random.nextInt(3) == 0 ? 1 : 1 + random.nextDouble();
            Dyadic factor = Dyadic.of(Math.scalb(mantissa, random.nextInt(-36, 3)));
            int value = random.nextInt() >> (3 + random.nextInt(29));
            check(rule, value, factor);
            // Ties and their neighbours: an odd multiple of half a step of a power of two.
            int shift = 1 + random.nextInt(20);
            Dyadic power = Dyadic.of(Math.scalb(1.0, -shift));
            int tie = (value >> 20 | 1) << (shift - 1);
            check(rule, tie, power);
            check(rule, tie - 1, power);
            check(rule, tie + 1, power);
        }
        for (int exponent = -40; exponent <= 0; exponent++) {
            for (double mantissa : new double[] {0.5, 0.75, Math.nextDown(1.0) - 0x1p-31}) {
                Dyadic factor = Dyadic.of(Math.scalb(mantissa, exponent));
                check(rule, Integer.MIN_VALUE, factor);
                check(rule, Integer.MAX_VALUE, factor);
                check(rule, 0, factor);
            }
        }
    }

    private static void check(RequantizationRule rule, int value, Dyadic factor) {
        assertThat(rule.apply(value, factor))
                .as("%s of %d times %s", rule, value, factor)
                .isEqualTo(oracle(rule, value, factor).longValueExact());
    }

    /// Share of random accumulators on which two rules differ.
    private static double difference(
            RequantizationRule left, RequantizationRule right, List<Dyadic> factors) {
        var random = new SplittableRandom(5);
        int differing = 0;
        int samples = 200_000;
        for (int i = 0; i < samples; i++) {
            Dyadic factor = factors.get(random.nextInt(factors.size()));
            int value = random.nextInt(-100_000, 100_001);
            if (left.apply(value, factor) != right.apply(value, factor)) {
                differing++;
            }
        }
        return differing / (double) samples;
    }

    @Test
    void withGenericFactorsTheNearestRulesAgreeAndDoubleRoundingDoesNot() {
        var random = new SplittableRandom(23);
        List<Dyadic> generic = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            generic.add(Dyadic.of(Math.scalb(1 + random.nextDouble(), random.nextInt(-12, -3))));
        }
        for (RequantizationRule rule :
                List.of(
                        RequantizationRule.HAWQ_PYTORCH,
                        RequantizationRule.TVM_UPWARD,
                        RequantizationRule.TVM_TONEAREST,
                        RequantizationRule.TFLITE_SINGLE)) {
            assertThat(difference(RequantizationRule.HALF_EVEN, rule, generic)).isZero();
        }
        assertThat(
                        difference(
                                RequantizationRule.TFLITE_SINGLE,
                                RequantizationRule.TFLITE_DOUBLE,
                                generic))
                .isBetween(0.005, 0.06);
        assertThat(
                        difference(
                                RequantizationRule.TVM_TRUNCATE,
                                RequantizationRule.TVM_UPWARD,
                                generic))
                .isBetween(0.45, 0.55);
    }

    @Test
    void withPowersOfTwoAnyTwoNearestRulesDifferWhereTiesAre() {
        List<Dyadic> powers = new ArrayList<>();
        for (int shift = 2; shift <= 10; shift++) {
            powers.add(Dyadic.of(Math.scalb(1.0, -shift)));
        }
        // A tie once in 2^shift values; each pair differs on half of the ties, and the two halves
        // are the negative ones or those beside odd integers: sum of 2^-(shift+1) over nine shifts.
        double expected = (0.25 - Math.scalb(1.0, -11)) / 9;
        List<RequantizationRule> nearest =
                List.of(
                        RequantizationRule.HAWQ_PYTORCH,
                        RequantizationRule.TVM_UPWARD,
                        RequantizationRule.TVM_TONEAREST);
        for (RequantizationRule left : nearest) {
            for (RequantizationRule right : nearest) {
                if (left != right) {
                    assertThat(difference(left, right, powers))
                            .as("%s %s", left, right)
                            .isBetween(expected - 0.002, expected + 0.002);
                }
            }
        }
    }

    @Test
    void aDoubleProductBeyondItsFiftyThreeBitsIsRoundedTwice() {
        // (2^23 + 1) (2^31 - 1) is 1 below an odd multiple of 2^23; a double of it is that
        // multiple,
        // a tie.
        var factor = new Dyadic(Integer.MAX_VALUE, 24);
        long value = (1L << 23) + 1;
        assertThat(RequantizationRule.HALF_EVEN.apply(value, factor))
                .isEqualTo(RequantizationRule.HAWQ_PYTORCH.apply(value, factor) - 1);
        assertThat(RequantizationRule.HAWQ_PYTORCH.apply(value, factor))
                .isEqualTo(oracle(RequantizationRule.HAWQ_PYTORCH, value, factor).longValueExact());
    }

    @Test
    void tfliteCountsFactorsBelowTheLeastShiftAsZero() {
        Dyadic least = Dyadic.of(Math.scalb(0.75, -31));
        assertThat(least.shift()).isEqualTo(62);
        assertThat(RequantizationRule.TFLITE_DOUBLE.apply(Integer.MIN_VALUE, least)).isEqualTo(-1);
        Dyadic below = Dyadic.of(Math.scalb(0.75, -32));
        assertThat(RequantizationRule.TFLITE_DOUBLE.apply(Integer.MIN_VALUE, below)).isZero();
        assertThat(RequantizationRule.TFLITE_SINGLE.apply(Integer.MIN_VALUE, below)).isZero();
        assertThat(RequantizationRule.TVM_TRUNCATE.apply(Integer.MIN_VALUE, below)).isEqualTo(-1);
    }

    @Test
    void gemmlowpsHighProductSaturatesAtItsOneOverflow() {
        assertThat(TfliteRequantization.doublingHighProduct(Integer.MIN_VALUE, Integer.MIN_VALUE))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(TfliteRequantization.doublingHighProduct(-3, 1 << 30)).isEqualTo(-1);
        assertThat(TfliteRequantization.doublingHighProduct(3, 1 << 30)).isEqualTo(2);
        assertThat(TfliteRequantization.divideByPowerOfTwo(-3, 1)).isEqualTo(-2);
        assertThat(TfliteRequantization.divideByPowerOfTwo(3, 1)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(RequantizationRule.class)
    void nothingWrapsInsideARule(RequantizationRule rule) {
        assertThatThrownBy(() -> rule.apply(Integer.MAX_VALUE, Dyadic.of(Math.scalb(1.0, 40))))
                .isInstanceOf(ArithmeticException.class);
        switch (rule) {
            case TVM_UPWARD, TVM_TONEAREST, TVM_TRUNCATE, TFLITE_DOUBLE, TFLITE_SINGLE ->
                    assertThatThrownBy(() -> rule.apply(1L << 31, Dyadic.ONE))
                            .isInstanceOf(ArithmeticException.class)
                            .hasMessageContaining("value 2147483648 leaves 32 bits");
            case HALF_EVEN, HALF_UP, HALF_AWAY, FLOOR, HAWQ_PYTORCH ->
                    assertThat(rule.apply(1L << 31, Dyadic.ONE)).isEqualTo(1L << 31);
        }
    }

    @Test
    void rulesAreFoundByNameAndTheErrorListsThem() {
        for (RequantizationRule rule : RequantizationRule.values()) {
            assertThat(RequantizationRule.parse(rule.label())).isEqualTo(rule);
            assertThat(RequantizationRule.parse(rule.name().replace('_', '-'))).isEqualTo(rule);
        }
        assertThat(
                        Arrays.stream(Rounding.values())
                                .map(RequantizationRule::exact)
                                .map(RequantizationRule::name))
                .containsExactly("HALF_EVEN", "HALF_UP", "HALF_AWAY", "FLOOR");
        assertThatThrownBy(() -> RequantizationRule.parse("bankers"))
                .hasMessageContaining("'bankers'")
                .hasMessageContaining("half_even, half_up")
                .hasMessageContaining("tflite_single");
    }
}
