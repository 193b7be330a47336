package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.ExactWeights.Decoding;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is told of a format gives `decode(code) * 2^exponent` for every code.
final class ExactWeightsTest {
    @ParameterizedTest
    @CsvSource({
        "int1, INTEGER",
        "int8, INTEGER",
        "uint4, INTEGER",
        "int16, INTEGER",
        "pot4, SHIFTS",
        "apot4, SHIFTS",
        "uapot4, SHIFTS",
        "apot7, SHIFTS",
        "stlq4r25, SHIFTS",
        "dense3, SHIFTS",
        "log4, SHIFTS",
        "nf4i8, TABLE",
        "binary, TABLE",
        "fp4e2m1, TABLE",
        "fp8e4m3, TABLE",
        "mxint8, TABLE",
        "mxfp4, TABLE"
    })
    void everyCodeIsItsExactValue(String name, Decoding decoding) {
        NumberFormat format = NumberFormat.parse(name);
        ExactWeights weights = ExactWeights.of(format);
        assertThat(weights.decoding()).isEqualTo(decoding);
        BigDecimal unit =
                weights.exponent() >= 0
                        ? BigDecimal.TWO.pow(weights.exponent())
                        : BigDecimal.ONE.divide(BigDecimal.TWO.pow(-weights.exponent()));
        long travel = 0;
        for (int code = 0; code < format.codes(); code++) {
            if (!weights.isNumber(code)) {
                assertThat(format.decode(code))
                        .satisfiesAnyOf(
                                value -> assertThat(value).isNaN(),
                                value -> assertThat(value).isInfinite());
                continue;
            }
            BigDecimal value = new BigDecimal(format.decode(code)).multiply(unit);
            int integer = weights.integer(code);
            assertThat(value).as("code %s", code).isEqualByComparingTo(BigDecimal.valueOf(integer));
            assertThat(integer).isBetween(weights.least(), weights.greatest());
            long steps = Math.abs((long) integer);
            switch (weights.decoding()) {
                case INTEGER -> assertThat(integer & format.codes() - 1).isEqualTo(code);
                case TABLE -> assertThat(weights.terms(code)).isZero();
                case SHIFTS -> {
                    long sum = 0;
                    steps = 0;
                    for (int term = 0; term < weights.terms(code); term++) {
                        long power = 1L << weights.shift(code, term);
                        sum += weights.isNegative(code, term) ? -power : power;
                        steps += power;
                    }
                    assertThat(sum).isEqualTo(integer);
                }
            }
            travel = Math.max(travel, steps);
        }
        assertThat(weights.greatestTravel()).isEqualTo(travel);
    }

    @Test
    void aFormatWithoutIntegersIsRefused() {
        assertThatThrownBy(() -> ExactWeights.of(NumberFormat.parse("fp32")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no exact integer form. Maybe");
    }
}
