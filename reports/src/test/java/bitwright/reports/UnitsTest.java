package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void unitsChangeWhereTheRoundedNumberDoes() {
        assertThat(Units.seconds(0)).isEqualTo("0 ns");
        assertThat(Units.seconds(1.5e-9)).isEqualTo("1.50 ns");
        assertThat(Units.seconds(9.994e-4)).isEqualTo("999 µs");
        assertThat(Units.seconds(9.996e-4)).isEqualTo("1.00 ms");
        assertThat(Units.seconds(0.0123)).isEqualTo("12.3 ms");
        assertThat(Units.seconds(4321.4)).isEqualTo("4321 s");
        assertThat(Units.joules(2.5e-6)).isEqualTo("2.50 µJ");
        assertThat(Units.joules(0.25)).isEqualTo("250 mJ");
        assertThat(Units.picojoules(2.5e6)).isEqualTo("2.50 µJ");
        assertThat(Units.picojoules(0.001)).isEqualTo("0.00100 pJ");
        assertThat(Units.hertz(250_000_000)).isEqualTo("250 MHz");
        assertThat(Units.hertz(1_590_000_000)).isEqualTo("1.59 GHz");
    }

    @Test
    void bitsAreShownAsBytes() {
        assertThat(Units.bits(0)).isEqualTo("0 B");
        assertThat(Units.bits(4)).isEqualTo("0.500 B");
        assertThat(Units.bits(8 * 364 + 4)).isEqualTo("365 B");
        assertThat(Units.bits(8 * 1000)).isEqualTo("1000 B");
        assertThat(Units.bits(8 * 1024)).isEqualTo("1.00 KiB");
        assertThat(Units.bits(8L * 1024 * 1024 * 3)).isEqualTo("3.00 MiB");
    }

    @Test
    void areasHaveSquareMillimetresFromAHundredthOfOne() {
        assertThat(Units.squareMicrometres(0)).isEqualTo("0 µm²");
        assertThat(Units.squareMicrometres(135.14)).isEqualTo("135 µm²");
        assertThat(Units.squareMicrometres(9_999)).isEqualTo("9999 µm²");
        assertThat(Units.squareMicrometres(10_000)).isEqualTo("0.0100 mm²");
        assertThat(Units.squareMicrometres(1_472_000)).isEqualTo("1.47 mm²");
    }

    @Test
    void plainNumbersHaveFourDigits() {
        assertThat(Units.number(0)).isEqualTo("0");
        assertThat(Units.number(-0.0123456)).isEqualTo("-0.01235");
        assertThat(Units.number(1234.56)).isEqualTo("1235");
        assertThat(Units.number(1234567)).isEqualTo("1235000");
        assertThat(Units.number(5.6789e12)).isEqualTo("5.679e+12");
        assertThat(Units.number(1.5e-7)).isEqualTo("1.5e-7");
        assertThat(Units.number(100)).isEqualTo("100");
        assertThat(Units.percent(0.91321)).isEqualTo("91.32 %");
        assertThat(Units.count(1234567)).isEqualTo("1,234,567");
    }

    @Test
    void theLocaleHasNoSay() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Units.count(1234567)).isEqualTo("1,234,567");
            assertThat(Units.percent(0.5)).isEqualTo("50.00 %");
            assertThat(PlainText.oneLine("\u001b")).isEqualTo("\\u001b");
        } finally {
            Locale.setDefault(before);
        }
    }
}
