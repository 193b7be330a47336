package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Precision;
import bitwright.arch.format.TwoWordLog;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.SpatialArray;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The composed arrays that ship: what their parts add up to, and how they compare.
final class ComposedArraysTest {
    private static final List<String> FILES =
            List.of(
                    "int8-array-16x16",
                    "pot-array-16x16",
                    "pot4-array-16x23",
                    "log-array-16x16",
                    "fusion-array-16x16",
                    "bit-serial-array-16x16");

    @Test
    void everyEnergyIsComposedOfPartsAndEveryAreaIsKnown() {
        for (String file : FILES) {
            SpatialArray array = array(file);
            assertThat(array.squareMicrometres()).as(file).isPresent();
            for (Instruction row : array.instructions()) {
                assertThat(row.parts()).as("%s %s", file, row.name()).isNotEmpty();
                assertThat(row.parts().values()).allMatch(part -> part > 0);
            }
        }
    }

    /// The array of equal area has as many columns as fit into that of the multiplier array, and
    /// one more would not.
    @Test
    void theArrayOfEqualAreaFillsTheAreaOfTheMultiplierArray() {
        double multipliers = array("int8-array-16x16").squareMicrometres().orElseThrow();
        SpatialArray shifters = array("pot4-array-16x23");
        double area = shifters.squareMicrometres().orElseThrow();
        ArrayArea parts = area(shifters);
        assertThat(area).isBetween(0.96 * multipliers, multipliers);
        double column =
                shifters.rows() * parts.elementSquareMicrometres()
                        + parts.edgeSquareMicrometres() / shifters.columns();
        assertThat(area + column).isGreaterThan(multipliers);
    }

    /// With its registers a shift-based element saves a third of the area, and with 8-bit
    /// activations a quarter of the energy, not more.
    @Test
    void aWholeShiftElementSavesAThirdAndNoMore() {
        assertThat(
                        area(array("pot4-array-16x23")).elementSquareMicrometres()
                                / area(array("int8-array-16x16")).elementSquareMicrometres())
                .isBetween(0.65, 0.72);
        double multiply = row("int8-array-16x16", "w8a8").energyPicojoules();
        double shift = row("pot4-array-16x23", "pot4a8").energyPicojoules();
        assertThat(shift / multiply).isBetween(0.7, 0.8);
        double narrow = row("int8-array-16x16", "w4a8").energyPicojoules();
        assertThat(shift / narrow).isBetween(0.9, 1.1);
    }

    @Test
    void aFusionUnitDoesSixteenProductsOfTwoBitsAtThePriceOfItsFlexibility() {
        Instruction eight = row("fusion-array-16x16", "w8a8");
        Instruction two = row("fusion-array-16x16", "w2a2");
        assertThat(List.of(eight.k(), row("fusion-array-16x16", "w4a4").k(), two.k()))
                .containsExactly(1, 4, 16);
        Instruction fixed = row("int8-array-16x16", "w8a8");
        double sum = part(fixed, "multiplier") + part(fixed, "adder") + part(fixed, "accumulator");
        assertThat(part(eight, "fusion-unit") / sum).isCloseTo(1.879, within(1e-3));
        ArrayArea plain = area(array("int8-array-16x16"));
        double area = part(plain, "multiplier") + part(plain, "adder") + part(plain, "accumulator");
        assertThat(part(area(array("fusion-array-16x16")), "fusion-unit") / area)
                .isCloseTo(2.520, within(1e-3));
    }

    @Test
    void oneShifterTakesTwoCyclesForTwoTermsAndTwoShiftersOne() {
        for (String precision : List.of("apot4a8", "apot5a8")) {
            assertThat(row("pot-array-16x16", precision).issueInterval())
                    .isEqualTo(IssueInterval.cycles(2));
            assertThat(row("log-array-16x16", precision).issueInterval())
                    .isEqualTo(IssueInterval.cycles(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stlq3r25a8", "stlq4r25a8"})
    void twoWordWeightsTakeTheirShareMoreOrALaneEach(String precision) {
        Instruction row = row("pot-array-16x16", precision);
        var format = (TwoWordLog) row.precision().weights();
        assertThat(row.issueInterval())
                .isEqualTo(new IssueInterval(1000 + 10L * format.twoWordPercent()));
        assertThat(row("log-array-16x16", precision).issueInterval())
                .isEqualTo(IssueInterval.cycles(1));
        assertThat(part(row, "adder"))
                .isCloseTo(
                        (1 + format.twoWordPercent() / 100.0)
                                * part(row("pot-array-16x16", "pot4a8"), "adder"),
                        within(1e-12));
    }

    @Test
    void aFormatWithoutZeroSavesTheMask() {
        assertThat(row("pot-array-16x16", "dense4a8").parts()).doesNotContainKey("zero");
        assertThat(row("pot-array-16x16", "pot4a8").parts()).containsKey("zero");
    }

    @Test
    void weightsDecodedAtTheEdgeCostASixteenthOfADecoderAnIssue() {
        Instruction decoded = row("int8-array-16x16", "nf4i8a8");
        Instruction plain = row("int8-array-16x16", "w8a8");
        double decoder = part(decoded, "decoder");
        assertThat(decoded.energyPicojoules() - plain.energyPicojoules())
                .isCloseTo(decoder, within(1e-12));
        assertThat(decoder).isLessThan(0.02 * plain.energyPicojoules());
    }

    @Test
    void serialWeightsTakeACycleABit() {
        for (int bits = 1; bits <= 8; bits++) {
            assertThat(row("bit-serial-array-16x16", "w" + bits + "a8").issueInterval())
                    .isEqualTo(IssueInterval.cycles(bits));
        }
    }

    private static double part(Instruction row, String name) {
        return Objects.requireNonNull(row.parts().get(name));
    }

    private static double part(ArrayArea area, String name) {
        return Objects.requireNonNull(area.element().get(name));
    }

    private static ArrayArea area(SpatialArray array) {
        return Objects.requireNonNull(array.area());
    }

    private static SpatialArray array(String file) {
        return (SpatialArray)
                MachineReader.read(MachineTexts.FOLDER.resolve(file + ".yaml")).units().getFirst();
    }

    private static Instruction row(String file, String precision) {
        List<Instruction> rows = array(file).instructionsFor(Precision.parse(precision));
        assertThat(rows).as("%s on %s", precision, file).hasSize(1);
        return rows.getFirst();
    }
}
