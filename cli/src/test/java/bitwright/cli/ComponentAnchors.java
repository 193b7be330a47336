package bitwright.cli;

import bitwright.arch.component.Component;
import bitwright.arch.component.Component.Adder;
import bitwright.arch.component.Component.FusionUnit;
import bitwright.arch.component.Component.Multiplier;
import bitwright.arch.component.Component.Register;
import bitwright.arch.component.Component.Shifter;
import bitwright.arch.component.ComponentLibrary;
import bitwright.arch.component.Technology;
import java.util.ArrayList;
import java.util.List;

/// Published energies and areas beside what the component library says. Rows of prices that the
/// library was built from say so; the others are predictions. What is allowed was set after they
/// were known: it pins them, and a miss is called one.
final class ComponentAnchors {
    private static final ComponentLibrary AT_45 = library(45, 0.9);
    private static final String FUSION = "Bit Fusion's published synthesis, 500 MHz";
    private static final String SHIFTS = "ShiftAddNet, NeurIPS 2020, table 1";

    /// One row of the page.
    record Row(
            String anchor,
            double expected,
            double obtained,
            double allowed,
            String format,
            String source) {}

    private ComponentAnchors() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(
                new Row(
                        "8-bit multiplication at 45 nm (pJ); a price of the library",
                        0.2,
                        AT_45.picojoules(new Multiplier(8, 8)),
                        0,
                        "%.3f",
                        "Horowitz, ISSCC 2014"));
        rows.add(
                new Row(
                        "8-bit multiplication at 7 nm (pJ); a price of the library",
                        0.07,
                        library(7, 0.7).picojoules(new Multiplier(8, 8)),
                        0,
                        "%.3f",
                        "TPUv4i, ISCA 2021"));
        rows.add(
                new Row(
                        "32-bit register at 40 nm (µm²); a price of the library",
                        191.4,
                        AT_45.squareMicrometres(new Register(32)),
                        0.1,
                        "%.1f",
                        "Aladdin's tables"));
        rows.add(
                new Row(
                        "32-bit multiplication over 32-bit shift, energy",
                        30,
                        AT_45.picojoules(new Multiplier(32, 32))
                                / AT_45.picojoules(new Shifter(32, 5)),
                        10,
                        "%.1f",
                        "Aladdin's tables at 1 ns; the library has " + SHIFTS));
        rows.add(
                new Row(
                        "32-bit multiplier over 32-bit shifter, area",
                        25,
                        AT_45.squareMicrometres(new Multiplier(32, 32))
                                / AT_45.squareMicrometres(new Shifter(32, 5)),
                        5,
                        "%.1f",
                        "Aladdin's tables at 1 ns; the library has " + SHIFTS));
        rows.add(
                new Row(
                        "8-bit multiply-add over shift-add with a 24-bit adder, energy (not 20 to 30 times)",
                        3,
                        picojoules(AT_45, new Multiplier(8, 8), new Adder(24))
                                / picojoules(AT_45, new Shifter(8, 3), new Adder(24)),
                        1,
                        "%.2f",
                        SHIFTS + ": 2 to 4 times"));
        rows.add(
                new Row(
                        "8-bit multiply-accumulate at 32 nm (pJ)",
                        0.2077,
                        picojoules(library(32, 0.9), new Multiplier(8, 8), new Adder(32)),
                        0.04,
                        "%.4f",
                        "Timeloop tutorial's energy table"));
        rows.add(
                new Row(
                        "8-bit multiply-accumulator with register at 16 nm (µm²)",
                        135.1,
                        area(
                                library(16, 0.8),
                                new Multiplier(8, 8),
                                new Adder(32),
                                new Register(32)),
                        30,
                        "%.1f",
                        "NN-Baton, ISCA 2021, scaled there from 28 nm"));
        rows.add(
                new Row(
                        "8-bit multiply-accumulate at 16 nm (pJ): a miss, ours ends at TPUv4i's prices of 7 nm",
                        0.024,
                        picojoules(library(16, 0.8), new Multiplier(8, 8), new Adder(32)),
                        0.08,
                        "%.3f",
                        "NN-Baton, ISCA 2021, scaled there from 28 nm"));
        rows.addAll(MemoryAnchors.rows());
        for (int bits : new int[] {2, 4, 8, 16}) {
            element(rows, bits);
        }
        rows.add(
                new Row(
                        "Fixed 8 × 8 element at 45 nm (pJ): a miss, ours is twice as dear, most of it the register",
                        0.298,
                        picojoules(AT_45, new Multiplier(8, 8), new Adder(32), new Register(32)),
                        0.3,
                        "%.3f",
                        FUSION));
        rows.add(
                new Row(
                        "Fusion unit over fixed 8 × 8 element, area; a price of the library",
                        2.52,
                        area(AT_45, new FusionUnit(8, 32))
                                / area(
                                        AT_45,
                                        new Multiplier(8, 8),
                                        new Adder(32),
                                        new Register(32)),
                        0.01,
                        "%.2f",
                        FUSION));
        rows.add(
                new Row(
                        "Fusion unit over fixed 8 × 8 element, energy; a price of the library",
                        1.88,
                        picojoules(AT_45, new FusionUnit(8, 32))
                                / picojoules(
                                        AT_45,
                                        new Multiplier(8, 8),
                                        new Adder(32),
                                        new Register(32)),
                        0.01,
                        "%.2f",
                        FUSION));
        return rows;
    }

    /// A multiply-accumulator of fixed width; that its sums are four times as wide as its operands
    /// is assumed.
    private static void element(List<Row> rows, int bits) {
        double expected =
                switch (bits) {
                    case 2 -> 124.9;
                    case 4 -> 282.2;
                    case 8 -> 687.6;
                    default -> 2203;
                };
        rows.add(
                new Row(
                        "Fixed "
                                + bits
                                + " × "
                                + bits
                                + " element at 45 nm (µm²), its sums assumed four times as wide",
                        expected,
                        area(
                                AT_45,
                                new Multiplier(bits, bits),
                                new Adder(4 * bits),
                                new Register(4 * bits)),
                        0.25 * expected,
                        "%.1f",
                        FUSION));
    }

    private static ComponentLibrary library(double nanometres, double volts) {
        return new ComponentLibrary(new Technology(nanometres, volts));
    }

    private static double picojoules(ComponentLibrary library, Component... components) {
        double sum = 0;
        for (Component component : components) {
            sum += library.picojoules(component);
        }
        return sum;
    }

    private static double area(ComponentLibrary library, Component... components) {
        double sum = 0;
        for (Component component : components) {
            sum += library.squareMicrometres(component);
        }
        return sum;
    }
}
