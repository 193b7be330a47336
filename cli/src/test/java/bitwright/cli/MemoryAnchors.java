package bitwright.cli;

import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.RegisterFile;
import bitwright.arch.component.MemoryComponent.Sram;
import bitwright.arch.component.MemoryLibrary;
import bitwright.arch.component.MemoryPrice;
import bitwright.arch.component.Technology;
import bitwright.cli.ComponentAnchors.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Published memories beside what the memory library says; as with components, rows of prices that
/// the library was built from say so, and a miss is called one.
final class MemoryAnchors {
    private static final String ANT = "CACTI in ANT's published sweep";
    private static final String TIMELOOP = "Timeloop tutorial's energy table";
    private static final String HOROWITZ = "Horowitz, ISSCC 2014";
    private static final String TPU = "TPUv4i, ISCA 2021";

    private MemoryAnchors() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        price(rows, "128 B by 32 bits", sram(28, 1024, 32), 32, 0.295, 0.416, ANT);
        price(rows, "4 KB by 512 bits", sram(28, 1 << 15, 512), 512, 16.9, 20.3, ANT);
        price(rows, "8 KB by 512 bits", sram(28, 1 << 16, 512), 512, 17.8, 24.9, ANT);
        rows.add(
                new Row(
                        "Leakage of 8 KB at 28 nm (mW); a price of the library",
                        5.5,
                        Objects.requireNonNull(sram(28, 1 << 16, 512).leakageMilliwatts()),
                        0,
                        "%.2f",
                        ANT));
        rows.add(
                new Row(
                        "Area of 4 KB at 28 nm (µm²); a price of the library",
                        46_000,
                        Objects.requireNonNull(sram(28, 1 << 15, 512).squareMicrometres()),
                        1,
                        "%.0f",
                        ANT));
        rows.add(
                new Row(
                        "Area of one bit of static memory at 7 nm (µm²)",
                        0.17,
                        Objects.requireNonNull(sram(7, 1 << 20, 64).squareMicrometres())
                                / (1 << 20),
                        0.06,
                        "%.3f",
                        "LLMCompass's cost model"));
        price(rows, "128 KB by 64 bits", sram(32, 1 << 20, 64), 64, 18.184, 14.138, TIMELOOP);
        MemoryLibrary at32 = new MemoryLibrary(new Technology(32, 0.9));
        MemoryPrice inputs = at32.price(new RegisterFile(192, 16));
        price(rows, "register file of 12 words", inputs, 16, 0.2024, 0.1767, TIMELOOP);
        rows.add(
                new Row(
                        "Write to a register file of 192 words (pJ); a price of the library",
                        1.8817,
                        16 * at32.price(new RegisterFile(3072, 16)).writePicojoulesPerBit(),
                        1e-9,
                        "%.4f",
                        TIMELOOP));
        cache(rows, "8 KB", 45, 1 << 16, 10, 7, HOROWITZ);
        cache(rows, "32 KB", 45, 1 << 18, 20, 12, HOROWITZ);
        cache(rows, "1 MB", 45, 1 << 23, 100, 35, HOROWITZ);
        cache(rows, "8 KB", 7, 1 << 16, 7.5, 5, TPU);
        cache(rows, "32 KB", 7, 1 << 18, 8.5, 5, TPU);
        cache(rows, "1 MB", 7, 1 << 23, 14, 5, TPU);
        return rows;
    }

    private static MemoryPrice sram(double node, long bits, int word) {
        return new MemoryLibrary(new Technology(node, 0.9))
                .price(new Sram(bits, word, 1, Cells.HIGH_PERFORMANCE));
    }

    private static void price(
            List<Row> rows,
            String what,
            MemoryPrice price,
            int word,
            double read,
            double write,
            String source) {
        String suffix = " (pJ); a price of the library";
        rows.add(
                new Row(
                        "Read of " + what + suffix,
                        read,
                        word * price.readPicojoulesPerBit(),
                        1e-9,
                        "%.3f",
                        source));
        rows.add(
                new Row(
                        "Write of " + what + suffix,
                        write,
                        word * price.writePicojoulesPerBit(),
                        1e-9,
                        "%.3f",
                        source));
    }

    private static void cache(
            List<Row> rows,
            String size,
            double node,
            long bits,
            double expected,
            double allowed,
            String source) {
        rows.add(
                new Row(
                        "64 bits read from "
                                + size
                                + " at "
                                + Math.round(node)
                                + " nm (pJ): a miss, ours follows CACTI, which prices no tags",
                        expected,
                        64 * sram(node, bits, 64).readPicojoulesPerBit(),
                        allowed,
                        "%.1f",
                        source));
    }
}
