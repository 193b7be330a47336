package bitwright.arch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.component.Component.Adder;
import bitwright.arch.component.Component.Multiplier;
import bitwright.arch.component.Component.Register;
import bitwright.arch.component.Component.Shifter;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Anchors come back exactly, scaling equals published factors, and the ratio of shift to
/// multiplication is what its width makes it.
final class ComponentLibraryTest {
    private static final ComponentLibrary AT_45 = new ComponentLibrary(new Technology(45, 0.9));

    @Test
    void anchorsComeBackExactly() {
        assertThat(AT_45.picojoules(new Multiplier(8, 8))).isEqualTo(0.2);
        assertThat(AT_45.picojoules(new Multiplier(32, 32))).isEqualTo(3.1);
        assertThat(AT_45.picojoules(new Adder(16))).isEqualTo(0.05);
        assertThat(AT_45.picojoules(new Shifter(8, 3))).isEqualTo(0.024);
        assertThat(AT_45.squareMicrometres(new Shifter(32, 5))).isEqualTo(157);
        assertThat(AT_45.squareMicrometres(new Multiplier(8, 8))).isEqualTo(282);
        assertThat(AT_45.picojoules(new Register(24))).isCloseTo(24 * 0.009, within(1e-12));
        assertThat(AT_45.sramPicojoulesPerBit(262144) * 64).isCloseTo(20, within(1e-9));
        assertThat(AT_45.dramPicojoulesPerBit(DramType.LPDDR4)).isEqualTo(8);
        ComponentLibrary at7 = new ComponentLibrary(new Technology(7, 0.7));
        assertThat(at7.picojoules(new Multiplier(8, 8))).isEqualTo(0.07);
        assertThat(at7.sramPicojoulesPerBit(8388608) * 64).isCloseTo(14, within(1e-9));
    }

    /// Factors that the source derives from its own polynomials.
    @ParameterizedTest
    @CsvSource({
        "130, 1.2, 6.13",
        "90, 1.1, 3.07",
        "65, 1.0, 1.58",
        "32, 0.9, 0.641",
        "20, 0.9, 0.238",
        "16, 0.8, 0.142",
        "14, 0.8, 0.114",
        "10, 0.75, 0.083",
        "7, 0.7, 0.0566"
    })
    void energyScalesAsPublished(double nanometres, double volts, double factor) {
        assertThat(new Technology(nanometres, volts).energyFactor(new Technology(45, 0.9)))
                .isCloseTo(factor, Percentage.withPercentage(1));
    }

    /// The trap: 20 to 30 times at 32 bits, but only 2 to 4 times for a whole 8-bit
    /// multiply-accumulate, where the adder weighs as much as the shifter.
    @Test
    void aShiftSavesTwentyFoldAtThirtyTwoBitsButTwoToFourFoldAtEight() {
        double wide =
                AT_45.picojoules(new Multiplier(32, 32)) / AT_45.picojoules(new Shifter(32, 5));
        assertThat(wide).isBetween(20.0, 30.0);
        double multiply = AT_45.picojoules(new Multiplier(8, 8));
        double shift = AT_45.picojoules(new Shifter(8, 3));
        for (int accumulator = 8; accumulator <= 32; accumulator += 8) {
            double add = AT_45.picojoules(new Adder(accumulator));
            assertThat((multiply + add) / (shift + add)).isBetween(2.0, 4.5);
        }
    }

    /// The 28 nm, 0.9 V library that published designs suggest: the 8-bit multiplier at 0.07 to 0.1
    /// pJ and 120 to 180 square micrometres, a 24-bit adder at 0.02 to 0.04 pJ.
    @Test
    void twentyEightNanometresComeOutAsSuggested() {
        ComponentLibrary at28 = new ComponentLibrary(new Technology(28, 0.9));
        assertThat(at28.picojoules(new Multiplier(8, 8))).isBetween(0.07, 0.1);
        assertThat(at28.picojoules(new Adder(24))).isBetween(0.02, 0.04);
        assertThat(at28.squareMicrometres(new Multiplier(8, 8))).isBetween(90.0, 180.0);
    }

    @Test
    void widerIsDearerAndSmallerNodesAreCheaper() {
        double last = Double.POSITIVE_INFINITY;
        for (double node : new double[] {130, 90, 65, 45, 32, 28, 22, 20, 16}) {
            double energy =
                    new ComponentLibrary(new Technology(node, 0.9))
                            .picojoules(new Multiplier(8, 8));
            assertThat(energy).isLessThan(last);
            last = energy;
        }
        for (int bits = 2; bits < 32; bits++) {
            assertThat(AT_45.picojoules(new Multiplier(bits, 8)))
                    .isLessThan(AT_45.picojoules(new Multiplier(bits + 1, 8)));
            assertThat(AT_45.picojoules(new Adder(bits)))
                    .isLessThan(AT_45.picojoules(new Adder(bits + 1)));
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Technology(5, 0.9)).hasMessageContaining("5.0 nm");
        assertThatThrownBy(() -> new Technology(28, 9)).hasMessageContaining("9.0 V");
        assertThatThrownBy(() -> AT_45.picojoules(new Adder(0))).hasMessageContaining("positive");
    }
}
