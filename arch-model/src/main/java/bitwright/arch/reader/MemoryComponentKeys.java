package bitwright.arch.reader;

import bitwright.arch.component.DramType;
import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.RegisterFile;
import bitwright.arch.component.MemoryComponent.Sram;
import bitwright.arch.component.MemoryLibrary;
import bitwright.arch.component.MemoryPrice;
import bitwright.arch.component.Technology;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.words.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The key `component` of a memory level: what one instance is built of, in place of quoted
/// energies.
///
/// @param technology of the machine; null where the file says nothing
/// @param clockHz of the machine: leakage is told by cycle
record MemoryComponentKeys(@Nullable Technology technology, long clockHz) {
    private static final List<String> KINDS = List.of("sram", "register-file", "dram");
    private static final String AREA = "areaSquareMicrometres";
    private static final String LEAKAGE = "leakagePicojoulesPerCycle";

    /// What a level costs, quoted or composed.
    record Cost(MemoryEnergy energy, @Nullable Double areaSquareMicrometres) {}

    /// The cost that a level's component composes; what no anchor tells may be quoted beside it.
    Cost composed(Cursor level, long capacityBits, List<MemoryPort> ports) {
        Cursor place = level.at("component");
        Cursor kind = place.require("kind").at("kind");
        MemoryPrice price =
                switch (kind.text()) {
                    case "sram" -> library(place).price(sram(place, capacityBits, ports));
                    case "register-file" ->
                            library(place).price(registerFile(place, capacityBits, ports));
                    case "dram" -> dram(place);
                    default ->
                            throw kind.refused(
                                    "is unknown. Maybe " + Nearest.of(kind.text(), KINDS) + ".");
                };
        refuse(level, "readPicojoulesPerBit");
        refuse(level, "writePicojoulesPerBit");
        Double leakage = price.leakageMilliwatts();
        Double area = price.squareMicrometres();
        double leakagePerCycle =
                leakage == null ? quoted(level, LEAKAGE, 0) : leakage * 1e9 / clockHz;
        if (leakage != null) {
            refuse(level, LEAKAGE);
        }
        if (area != null) {
            refuse(level, AREA);
        } else if (level.has(AREA)) {
            area = level.at(AREA).amount();
        }
        return new Cost(
                new MemoryEnergy(
                        price.readPicojoulesPerBit(),
                        price.writePicojoulesPerBit(),
                        leakagePerCycle),
                area);
    }

    private static void refuse(Cursor level, String key) {
        if (level.has(key)) {
            throw level.at(key).refused("is there beside component. Maybe remove one.");
        }
    }

    private static double quoted(Cursor level, String key, double otherwise) {
        return level.has(key) ? level.at(key).amount() : otherwise;
    }

    private MemoryLibrary library(Cursor place) {
        if (technology == null) {
            throw place.refused(
                    "needs the machine's technology. Maybe add `technology: {nodeNanometres: 28,"
                            + " volts: 0.9}` after its source.");
        }
        return new MemoryLibrary(technology);
    }

    private static Sram sram(Cursor place, long capacityBits, List<MemoryPort> ports) {
        place.withKeys(List.of("kind", "wordBits"), List.of("banks", "cells"));
        int banks = place.has("banks") ? limited(place.at("banks")) : 1;
        int wordBits = limited(place.at("wordBits"));
        whole(place, capacityBits, banks, wordBits);
        checkPorts(place, ports, banks, wordBits);
        return new Sram(
                capacityBits,
                wordBits,
                banks,
                place.has("cells") ? cells(place.at("cells")) : Cells.LOW_STANDBY);
    }

    private static RegisterFile registerFile(
            Cursor place, long capacityBits, List<MemoryPort> ports) {
        place.withKeys(List.of("kind", "wordBits"));
        int wordBits = limited(place.at("wordBits"));
        whole(place, capacityBits, 1, wordBits);
        checkPorts(place, ports, 1, wordBits);
        var file = new RegisterFile(capacityBits, wordBits);
        if (file.words() > MemoryLibrary.GREATEST_WORDS) {
            throw place.at("wordBits")
                    .refused(
                            "makes "
                                    + file.words()
                                    + " words, where prices of register files end at "
                                    + MemoryLibrary.GREATEST_WORDS
                                    + ". Maybe kind: sram.");
        }
        return file;
    }

    private static MemoryPrice dram(Cursor place) {
        place.withKeys(List.of("kind", "type"));
        String text = place.at("type").text();
        for (DramType type : DramType.values()) {
            if (label(type).equals(text)) {
                return MemoryLibrary.dram(type);
            }
        }
        List<String> types =
                Arrays.stream(DramType.values()).map(MemoryComponentKeys::label).toList();
        throw place.at("type").refused("is unknown. Maybe " + Nearest.of(text, types) + ".");
    }

    private static Cells cells(Cursor place) {
        for (Cells cells : Cells.values()) {
            if (label(cells).equals(place.text())) {
                return cells;
            }
        }
        List<String> all = Arrays.stream(Cells.values()).map(MemoryComponentKeys::label).toList();
        throw place.refused("is unknown. Maybe " + Nearest.of(place.text(), all) + ".");
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int limited(Cursor place) {
        int value = place.count(1);
        if (value > 1 << 16) {
            throw place.refused("must be at most " + (1 << 16) + ". Maybe a digit too many.");
        }
        return value;
    }

    /// Banks hold whole words.
    private static void whole(Cursor place, long capacityBits, int banks, int wordBits) {
        long row = (long) banks * wordBits;
        if (capacityBits % row != 0) {
            long below = capacityBits / row * row;
            throw place.at("wordBits")
                    .refused(
                            (banks == 1 ? "" : "times " + banks + " banks ")
                                    + "does not divide capacityBits ("
                                    + capacityBits
                                    + "). Maybe capacityBits: "
                                    + (below == 0 ? row : below)
                                    + ".");
        }
    }

    /// Refuses a port that is wider than what all banks give in a cycle.
    private static void checkPorts(Cursor place, List<MemoryPort> ports, int banks, int wordBits) {
        long given = (long) banks * wordBits;
        for (MemoryPort port : ports) {
            for (long wanted : new long[] {port.readBitsPerCycle(), port.writeBitsPerCycle()}) {
                if (wanted != MemoryPort.UNLIMITED && wanted > given) {
                    throw place.at("wordBits")
                            .refused(
                                    (banks == 1 ? "" : "times " + banks + " banks ")
                                            + "gives "
                                            + given
                                            + " bits a cycle, less than a port's "
                                            + wanted
                                            + ". Maybe "
                                            + Math.ceilDiv(wanted, (long) banks)
                                            + ".");
                }
            }
        }
    }
}
