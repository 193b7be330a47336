package bitwright.cli;

import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.Sram;
import bitwright.arch.component.MemoryLibrary;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeSet;

/// The part of the page about one processing element: its area and what one multiply-accumulate
/// takes.
record PotElements(Accelerator multipliers, Accelerator shifters) {
    String text() {
        return "## The processing elements\n\n"
                + area()
                + "One multiply-accumulate of an 8-bit activation, in picojoules by component;"
                + " the weights' format in the column's head:\n\n"
                + energy();
    }

    private static SpatialArray array(Accelerator machine) {
        return (SpatialArray) machine.units().getFirst();
    }

    private String area() {
        ArrayArea first = Objects.requireNonNull(array(multipliers).area());
        ArrayArea second = Objects.requireNonNull(array(shifters).area());
        var table =
                new MarkdownRows(List.of("area of one element, µm²", "int8 array", "PoT-4 array"));
        SequencedSet<String> parts = new TreeSet<>(first.element().keySet());
        parts.addAll(second.element().keySet());
        for (String part : parts) {
            table.row(List.of(part, cell(first.element(), part), cell(second.element(), part)));
        }
        table.row(
                List.of(
                        "**one element**",
                        number(first.elementSquareMicrometres()),
                        number(second.elementSquareMicrometres())));
        table.row(
                List.of(
                        "the array's edge (decoders)",
                        number(first.edgeSquareMicrometres()),
                        number(second.edgeSquareMicrometres())));
        table.row(
                List.of(
                        "**the array**",
                        number(array(multipliers).squareMicrometres().orElseThrow()),
                        number(array(shifters).squareMicrometres().orElseThrow())));
        return table.text() + buffer();
    }

    /// The arrays beside the buffer that both machines have.
    private String buffer() {
        MemoryLevel buffer = multipliers.memories().getLast();
        var sram = new Sram(buffer.capacityBits(), 512, 1, Cells.LOW_STANDBY);
        double area =
                Objects.requireNonNull(
                        new MemoryLibrary(Objects.requireNonNull(multipliers.technology()))
                                .price(sram)
                                .squareMicrometres());
        double array = array(multipliers).squareMicrometres().orElseThrow();
        return String.format(
                Locale.ROOT,
                "The buffer of 128 KiB that both machines have would take %.2f mm² as a composed"
                        + " static memory with words of 512 bits (an upper bound:"
                        + " `docs/assumptions.md`), the array %.3f mm². Equal area is a statement"
                        + " about the arrays; next to the memory either is small, and 23 columns of"
                        + " multipliers would enlarge both together by %.1f %%.%n%n",
                area * 1e-6,
                array * 1e-6,
                100 * array * 7 / 16 / (area + array));
    }

    private String energy() {
        List<Instruction> rows =
                List.of(
                        row(multipliers, "w8a8"),
                        row(multipliers, "w4a8"),
                        row(multipliers, "pot4a8"),
                        row(shifters, "pot4a8"));
        var table =
                new MarkdownRows(
                        List.of(
                                "component",
                                "int8 array, w8a8",
                                "int8 array, w4a8",
                                "int8 array, pot4a8 decoded",
                                "PoT-4 array"));
        SequencedSet<String> parts = new TreeSet<>();
        rows.forEach(row -> parts.addAll(row.parts().keySet()));
        for (String part : parts) {
            table.row(
                    List.of(
                            part,
                            picojoules(rows.get(0), part),
                            picojoules(rows.get(1), part),
                            picojoules(rows.get(2), part),
                            picojoules(rows.get(3), part)));
        }
        table.row(
                List.of(
                        "**all**",
                        picojoules(rows.get(0)),
                        picojoules(rows.get(1)),
                        picojoules(rows.get(2)),
                        picojoules(rows.get(3))));
        return table.text();
    }

    /// The row that does a precision on a machine's array.
    static Instruction row(Accelerator machine, String precision) {
        return array(machine).instructionsFor(machine.precision(precision)).getFirst();
    }

    private static String cell(SortedMap<String, Double> areas, String part) {
        Double area = areas.get(part);
        return area == null ? "" : number(area);
    }

    private static String number(double squareMicrometres) {
        return squareMicrometres == 0 ? "" : String.format(Locale.ROOT, "%,.1f", squareMicrometres);
    }

    private static String picojoules(Instruction row, String part) {
        Double picojoules = row.parts().get(part);
        return picojoules == null ? "" : String.format(Locale.ROOT, "%.3f", picojoules);
    }

    private static String picojoules(Instruction row) {
        return String.format(Locale.ROOT, "%.3f", row.energyPicojoules());
    }
}
