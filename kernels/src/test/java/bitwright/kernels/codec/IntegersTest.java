package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class IntegersTest {
    static List<NumberFormat> formats() {
        return WeightCodecTest.formats().stream().filter(Integers::exists).toList();
    }

    static List<NumberFormat> shiftFormats() {
        return WeightCodecTest.formats().stream().filter(ShiftTerms::exists).toList();
    }

    @Test
    void theFormatsWithoutAnIntegerFormAreTheWideAndTheIrrationalOnes() {
        assertThat(
                        WeightCodecTest.formats().stream()
                                .filter(format -> !Integers.exists(format))
                                .map(NumberFormat::name))
                .containsExactlyInAnyOrder(
                        "fp8e5m2",
                        "mxfp8e5m2",
                        "fp16",
                        "bf16",
                        "nf2",
                        "nf3",
                        "nf4",
                        "nf4g64",
                        "tenths",
                        "drawn");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void integersAreTheLevelsTimesTheStatedPowerOfTwo(NumberFormat format) {
        double unit = Math.pow(2, Integers.exponent(format));
        int greatest = 0;
        int[] finite =
                IntStream.range(0, format.codes())
                        .filter(code -> Double.isFinite(format.decode(code)))
                        .toArray();
        int[] integers = Integers.of(format, finite);
        for (int i = 0; i < finite.length; i++) {
            assertThat((double) integers[i]).isEqualTo(format.decode(finite[i]) * unit + 0.0);
            assertThat(Integers.of(format, finite[i])).isEqualTo(integers[i]);
            greatest = Math.max(greatest, Math.abs(integers[i]));
        }
        assertThat(Integers.greatestMagnitude(format)).isEqualTo(greatest);
        assertThat(greatest).isBetween(1, Integers.GREATEST_MAGNITUDE);
    }

    @ParameterizedTest
    @MethodSource("shiftFormats")
    void theTermsOfEveryCodeAddUpToItsInteger(NumberFormat format) {
        ShiftTerms shifts = ShiftTerms.of(format);
        assertThat(shifts.format()).isEqualTo(format);
        for (int code = 0; code < format.codes(); code++) {
            long sum = 0;
            for (int term = 0; term < shifts.terms(code); term++) {
                long power = 1L << shifts.shift(code, term);
                sum += shifts.isNegative(code, term) ? -power : power;
            }
            int integer = Integers.of(format, code);
            assertThat(sum).as("%s code %d", format.name(), code).isEqualTo(integer);
            assertThat(shifts.terms(code)).isLessThanOrEqualTo(3);
            for (int x : new int[] {0, 1, -1, 127, -128, 255}) {
                assertThat(shifts.add(1000, x, code)).isEqualTo(1000 + x * integer);
            }
        }
    }

    @Test
    void shiftsAreThoseOfThePowerFormats() {
        assertThat(shiftFormats().stream().map(NumberFormat::name))
                .allMatch(name -> name.matches("(pot|u?apot|stlq|dense|log).*"))
                .contains("pot4", "apot4", "uapot4", "stlq4r25", "dense3", "log4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiftTerms.of(NumberFormat.parse("int4")))
                .withMessage("int4 is no format of shifts and additions. Maybe pot4.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nf4 | nf4 has no exact integer form. Maybe nf4i8, the same levels as 8-bit integers.",
                "fp16 | fp16 has no exact integer form. Maybe fp8e4m3 or int8.",
                "mxfp8e5m2 | mxfp8e5m2 has no exact integer form. Maybe fp8e4m3 or int8, with its"
                        + " blocks.",
                "nf4g64 | nf4g64 has no exact integer form. Maybe nf4i8, the same levels as 8-bit"
                        + " integers, with its blocks."
            })
    void formatsWithoutOneNameTheCure(String name, String message) {
        NumberFormat format = NumberFormat.parse(name);
        for (Runnable use :
                List.<Runnable>of(
                        () -> Integers.exponent(format),
                        () -> Integers.of(format, 1),
                        () -> Integers.of(format, new int[] {1}),
                        () -> Integers.greatestMagnitude(format))) {
            assertThatIllegalArgumentException().isThrownBy(use::run).withMessage(message);
        }
    }

    @Test
    void codesWithoutAnIntegerAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Integers.of(NumberFormat.parse("pot3"), new int[] {0, 8}))
                .withMessage("code 8 does not fit pot3.");
        int[] many = new int[600];
        many[599] = -1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Integers.of(NumberFormat.parse("apot4"), many))
                .withMessage("code -1 does not fit apot4.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Integers.of(MiniFloat.FP8_E4M3, 0x7f))
                .withMessageStartingWith("code 127 of fp8e4m3 means NaN, which no integer is.");
        assertThat(Integers.exponent(new Codebook("eighths", 1, 0.375))).isEqualTo(3);
    }
}
