package bitwright.arch.reader;

import bitwright.arch.format.Accumulator;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The instruction table of a compute unit. A row that lists several activation formats stands for
/// one instruction each.
final class InstructionKeys {
    static final List<String> KEYS =
            List.of(
                    "name",
                    "m",
                    "n",
                    "k",
                    "weights",
                    "activations",
                    "accumulatorBits",
                    "issueInterval",
                    "latency",
                    "energyPicojoules",
                    "source");

    /// The keys of a row of an array, whose energy may be composed.
    private static final List<String> COMPOSED_KEYS =
            KEYS.stream().filter(key -> !key.equals("energyPicojoules")).toList();

    private static final String TRUNCATES = "truncates";

    private static final int LARGEST_SIDE = 1 << 16;

    /// What the unit around a table allows.
    ///
    /// @param innermost the memory that feeds the unit
    /// @param slots issue slots of one packet; empty where the unit has none
    /// @param scalar whether tiles must be 1 x 1 x k
    /// @param formats the formats that the machine defines
    /// @param energy what energies are composed of; null where they are quoted
    record Limits(
            MemoryLevel innermost,
            SortedMap<String, Integer> slots,
            boolean scalar,
            List<Codebook> formats,
            @Nullable EnergyKeys energy) {}

    private InstructionKeys() {}

    static List<Instruction> table(Cursor list, Limits limits) {
        var names = new Names();
        var table = new ArrayList<Instruction>();
        for (Cursor row : list.items("an instruction row")) {
            keys(row, limits);
            for (Cursor activations : row.at("activations").items("a format, such as int8")) {
                Instruction instruction = instruction(row, format(activations, limits), limits);
                names.add(instruction.name() + " " + instruction.precision(), activations);
                checkOperands(row, instruction, limits.innermost());
                table.add(instruction);
            }
        }
        return table;
    }

    private static void keys(Cursor row, Limits limits) {
        if (limits.scalar()) {
            row.withKeys(COMPOSED_KEYS, List.of("exercises", "energyPicojoules", TRUNCATES));
        } else if (limits.slots().isEmpty()) {
            row.withKeys(KEYS, List.of(TRUNCATES));
        } else {
            row.withKeys(
                    Stream.concat(KEYS.stream(), Stream.of("slots")).toList(),
                    Stream.concat(Stream.of(TRUNCATES), VectorKeys.ROW.stream()).toList());
        }
    }

    private static Instruction instruction(Cursor row, NumberFormat activations, Limits limits) {
        NumberFormat weights = format(row.at("weights"), limits);
        IssueInterval interval = IntervalKey.interval(row.at("issueInterval"));
        int latency = row.at("latency").count(1);
        if (latency < interval.cycles()) {
            throw row.at("latency")
                    .refused(
                            "must be at least issueInterval ("
                                    + interval
                                    + "). Maybe "
                                    + interval.busyCycles(1)
                                    + ".");
        }
        int rows = place(row.at("m"), limits);
        EnergyKeys.Energy energy = EnergyKeys.energy(row, limits.energy(), interval);
        return new Instruction(
                row.at("name").name(),
                rows,
                place(row.at("n"), limits),
                side(row.at("k")),
                new Precision(weights, activations, accumulator(row, weights, activations)),
                interval,
                latency,
                energy.picojoules(),
                energy.parts(),
                limits.slots().isEmpty() ? new TreeMap<>() : slots(row.at("slots"), limits.slots()),
                truncates(row),
                limits.slots().isEmpty()
                        ? null
                        : VectorKeys.form(row, rows, latency, limits.slots()),
                row.at("source").source());
    }

    /// Rows or columns of a tile; a processing element of a spatial array has one output.
    private static int place(Cursor side, Limits limits) {
        if (limits.scalar() && side.count(1) != 1) {
            throw side.refused(
                    "must be 1: a processing element of a spatial array adds to one sum. Maybe 1,"
                            + " with more rows or columns.");
        }
        return side(side);
    }

    private static int side(Cursor side) {
        int value = side.count(1);
        if (value > LARGEST_SIDE) {
            throw side.refused("must be at most " + LARGEST_SIDE + ". Maybe a digit too many.");
        }
        return value;
    }

    private static NumberFormat format(Cursor cursor, Limits limits) {
        try {
            return NumberFormat.parse(cursor.text(), limits.formats());
        } catch (IllegalArgumentException problem) {
            throw new MachineFileException(
                    cursor.file() + ": " + cursor.path() + ": " + problem.getMessage());
        }
    }

    private static Accumulator accumulator(
            Cursor row, NumberFormat weights, NumberFormat activations) {
        Cursor bits = row.at("accumulatorBits");
        int needed = ProductBits.of(weights) + ProductBits.of(activations);
        if (bits.count(1) < needed && !truncates(row)) {
            throw bits.refused(
                    "must be at least "
                            + needed
                            + " to hold one product of "
                            + row.at("weights").text()
                            + " and "
                            + activations.name()
                            + ". Maybe 32.");
        }
        try {
            return new Accumulator(bits.count(1));
        } catch (IllegalArgumentException problem) {
            throw bits.refused("must be 8 to 64. Maybe 32.");
        }
    }

    private static boolean truncates(Cursor row) {
        return row.has(TRUNCATES) && row.at(TRUNCATES).flag();
    }

    private static SortedMap<String, Integer> slots(
            Cursor mapping, SortedMap<String, Integer> packet) {
        SortedMap<String, Integer> slots = UnitKeys.slots(mapping);
        slots.forEach((slot, uses) -> {
            Cursor place = mapping.at(slot);
            Integer available = packet.get(slot);
            if (available == null) {
                throw place.refused(
                        "is a slot that the unit lacks. Maybe "
                                + Nearest.of(slot, List.copyOf(packet.keySet()))
                                + ".");
            }
            if (uses > available) {
                throw place.refused(
                        "is more than the "
                                + available
                                + " that a packet has. Maybe "
                                + available
                                + ", and a longer issueInterval.");
            }
        });
        return slots;
    }

    private static void checkOperands(Cursor row, Instruction tile, MemoryLevel innermost) {
        long places = tile.vectorForm().independentLanes() ? tile.n() : tile.m();
        long activations = places * tile.k() * tile.precision().activations().bits();
        long weights = (long) tile.n() * tile.k() * tile.precision().weights().bits();
        if (activations + weights > innermost.capacityBits()) {
            throw row.refused(
                    "is an impossible tile: its operands ("
                            + (activations + weights)
                            + " bits) exceed memory "
                            + innermost.name()
                            + " ("
                            + innermost.capacityBits()
                            + " bits). Maybe a smaller m, n or k.");
        }
    }
}
