package bitwright.arch.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.component.Component.Adder;
import bitwright.arch.component.Component.Decoder;
import bitwright.arch.component.Component.FusionUnit;
import bitwright.arch.component.Component.Multiplier;
import bitwright.arch.component.Component.Mux;
import bitwright.arch.component.Component.Register;
import bitwright.arch.component.Component.Shifter;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Anchors come back exactly, scaling equals published factors, and the ratio of shift to
/// multiplication is what its width makes it.
final class ComponentLibraryTest {
    private static final List<Component> COMPONENTS =
            List.of(
                    new Multiplier(8, 8),
                    new Multiplier(32, 32),
                    new Multiplier(3, 5),
                    new Shifter(22, 4),
                    new Adder(32),
                    new Adder(6),
                    new Register(24),
                    new Mux(16, 2),
                    new Decoder(4, 8),
                    new FusionUnit(8, 32));

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
        assertThat(AT_45.wirePicojoulesPerBitAndMillimetre()).isEqualTo(0.195);
        ComponentLibrary at7 = new ComponentLibrary(new Technology(7, 0.7));
        assertThat(at7.picojoules(new Multiplier(8, 8))).isEqualTo(0.07);
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

    /// The published factors cross only below half a volt.
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4})
    void aNewerNodeIsNeverDearerOrLarger(double volts) {
        double[] nodes = {130, 100, 90, 65, 50, 45, 32, 28, 22, 20, 16, 15, 14, 12, 10, 8, 7};
        for (Component component : COMPONENTS) {
            double energy = Double.POSITIVE_INFINITY;
            double area = Double.POSITIVE_INFINITY;
            for (double node : nodes) {
                var library = new ComponentLibrary(new Technology(node, volts));
                assertThat(library.picojoules(component)).as("%s", component).isPositive();
                assertThat(library.picojoules(component))
                        .as("%s at %s nm", component, node)
                        .isLessThanOrEqualTo(energy);
                assertThat(library.squareMicrometres(component)).isLessThan(area);
                energy = library.picojoules(component);
                area = library.squareMicrometres(component);
            }
        }
    }

    /// TPUv4i's energies at 7 nm are the least, at 45 nm Horowitz's count; in between neither is
    /// undercut by the scaling factors.
    @Test
    void smallNodesEndAtTheAnchorsOfSevenNanometres() {
        double sixteen =
                new ComponentLibrary(new Technology(16, 0.8)).picojoules(new Multiplier(8, 8));
        assertThat(sixteen).isEqualTo(0.07);
        double low = new ComponentLibrary(new Technology(7, 0.5)).picojoules(new Multiplier(8, 8));
        assertThat(low).isBetween(0.03, 0.05);
    }

    @ParameterizedTest
    @ValueSource(doubles = {130, 45, 28, 16, 7})
    void widerComponentsAreNeverCheaperOrSmaller(double node) {
        var library = new ComponentLibrary(new Technology(node, 0.9));
        for (int bits = 1; bits < 64; bits++) {
            for (int other = 2; other < 10; other++) {
                notCheaper(library, new Multiplier(bits, other), new Multiplier(bits + 1, other));
                notCheaper(library, new Multiplier(bits, other), new Multiplier(bits, other + 1));
                notCheaper(library, new Shifter(bits, other), new Shifter(bits + 1, other));
                notCheaper(library, new Shifter(bits, other), new Shifter(bits, other + 1));
                notCheaper(library, new Mux(bits, other), new Mux(bits + 1, other));
                notCheaper(library, new Mux(bits, other), new Mux(bits, other + 1));
                notCheaper(library, new Decoder(other, bits), new Decoder(other, bits + 1));
                notCheaper(library, new Decoder(other, bits), new Decoder(other + 1, bits));
                notCheaper(library, new FusionUnit(other, bits), new FusionUnit(other, bits + 1));
                notCheaper(library, new FusionUnit(other, bits), new FusionUnit(other + 1, bits));
            }
            notCheaper(library, new Adder(bits), new Adder(bits + 1));
            notCheaper(library, new Register(bits), new Register(bits + 1));
        }
    }

    private static void notCheaper(ComponentLibrary library, Component narrow, Component wide) {
        assertThat(library.picojoules(wide))
                .as("%s, %s", narrow, wide)
                .isGreaterThan(library.picojoules(narrow));
        assertThat(library.squareMicrometres(wide))
                .as("%s, %s", narrow, wide)
                .isGreaterThan(library.squareMicrometres(narrow));
    }

    /// Bit Fusion's own synthesis: splitting costs 2.5 times the area and 1.9 times the energy at 8
    /// bits, and more the wider the unit.
    @ParameterizedTest
    @CsvSource({"4, 1.529, 1.308", "8, 2.520, 1.879", "16, 3.401, 2.463"})
    void aFusionUnitPaysForItsFlexibility(int bits, double area, double energy) {
        List<Component> fixed =
                List.of(new Multiplier(bits, bits), new Adder(32), new Register(32));
        for (double node : new double[] {45, 28, 10}) {
            var library = new ComponentLibrary(new Technology(node, 0.9));
            Component unit = new FusionUnit(bits, 32);
            assertThat(
                            library.squareMicrometres(unit)
                                    / fixed.stream().mapToDouble(library::squareMicrometres).sum())
                    .isCloseTo(area, within(1e-3));
            assertThat(
                            library.picojoules(unit)
                                    / fixed.stream().mapToDouble(library::picojoules).sum())
                    .isCloseTo(energy, within(1e-3));
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Technology(5, 0.9)).hasMessageContaining("5.0 nm");
        assertThatThrownBy(() -> new Technology(28, 9)).hasMessageContaining("9.0 V");
        assertThatThrownBy(() -> AT_45.picojoules(new Adder(0))).hasMessageContaining("positive");
    }
}
