package bitwright.arch.reader;

import bitwright.arch.format.Accumulator;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads compute units: one function for each organisation of time, and the instruction table that
/// they share.
final class UnitReader {
    private static final int MAXIMUM_EXTENT = 1 << 16;
    private static final SortedMap<String, Integer> NO_SLOTS = new TreeMap<>();

    private UnitReader() {}

    static ComputeUnit unit(Cursor at) {
        if (!at.has("organisation")) {
            throw at.wrong(
                    "lacks the key 'organisation'. Add organisation: spatial-array, vector-processor or tensor-processor.");
        }
        Set<String> organisations =
                new LinkedHashSet<>(
                        List.of("spatial-array", "vector-processor", "tensor-processor"));
        return switch (at.child("organisation").oneOf(organisations)) {
            case "spatial-array" -> spatialArray(at);
            case "vector-processor" -> vectorProcessor(at);
            default -> tensorProcessor(at);
        };
    }

    private static ComputeUnit spatialArray(Cursor at) {
        at.object(
                List.of(
                        "organisation",
                        "name",
                        "rows",
                        "columns",
                        "dataflows",
                        "instructions",
                        "pointwise",
                        "source"),
                List.of());
        Set<Dataflow> dataflows = EnumSet.noneOf(Dataflow.class);
        Set<String> words =
                Arrays.stream(Dataflow.values())
                        .map(UnitReader::word)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Cursor element : at.child("dataflows").list()) {
            dataflows.add(
                    Dataflow.valueOf(
                            element.oneOf(words).replace('-', '_').toUpperCase(Locale.ROOT)));
        }
        List<Instruction> instructions = instructions(at.child("instructions"), NO_SLOTS);
        for (int index = 0; index < instructions.size(); index++) {
            Instruction row = instructions.get(index);
            if (row.m() != 1 || row.n() != 1 || row.k() != 1) {
                throw at.child("instructions")
                        .wrong(
                                "'"
                                        + row.name()
                                        + "' must have a tile of 1 x 1 x 1: what one processing element does.");
            }
        }
        return new SpatialArray(
                at.child("name").text(),
                at.child("rows").smallInteger(1, MAXIMUM_EXTENT),
                at.child("columns").smallInteger(1, MAXIMUM_EXTENT),
                dataflows,
                instructions,
                pointwise(at.child("pointwise")),
                at.child("source").text());
    }

    private static ComputeUnit vectorProcessor(Cursor at) {
        at.object(
                List.of(
                        "organisation",
                        "name",
                        "threads",
                        "slots",
                        "instructions",
                        "pointwise",
                        "source"),
                List.of());
        SortedMap<String, Integer> slots = slots(at.child("slots"));
        return new VectorProcessor(
                at.child("name").text(),
                at.child("threads").smallInteger(1, MAXIMUM_EXTENT),
                slots,
                instructions(at.child("instructions"), slots),
                pointwise(at.child("pointwise")),
                at.child("source").text());
    }

    private static ComputeUnit tensorProcessor(Cursor at) {
        at.object(
                List.of(
                        "organisation",
                        "name",
                        "multiprocessors",
                        "subcores",
                        "instructions",
                        "pointwise",
                        "source"),
                List.of());
        return new TensorProcessor(
                at.child("name").text(),
                at.child("multiprocessors").smallInteger(1, MAXIMUM_EXTENT),
                at.child("subcores").smallInteger(1, MAXIMUM_EXTENT),
                instructions(at.child("instructions"), NO_SLOTS),
                pointwise(at.child("pointwise")),
                at.child("source").text());
    }

    /// The words that files use for dataflows: `output-stationary` and so on.
    static String word(Dataflow dataflow) {
        return dataflow.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static PointwiseRate pointwise(Cursor at) {
        at.object(List.of("operationsPerCycle", "picojoulesPerOperation", "source"), List.of());
        double rate = at.child("operationsPerCycle").number(0);
        if (rate == 0) {
            throw at.child("operationsPerCycle").wrong("(0) must be greater than 0.");
        }
        return new PointwiseRate(
                rate, at.child("picojoulesPerOperation").number(0), at.child("source").text());
    }

    private static SortedMap<String, Integer> slots(Cursor at) {
        if (!at.node().isObject() || at.node().isEmpty()) {
            throw at.wrong("must be a mapping from slot names to counts, with at least one slot.");
        }
        SortedMap<String, Integer> slots = new TreeMap<>();
        for (Map.Entry<String, ?> entry : at.node().properties()) {
            slots.put(entry.getKey(), at.child(entry.getKey()).smallInteger(1, 64));
        }
        return slots;
    }

    private static List<Instruction> instructions(Cursor at, SortedMap<String, Integer> unitSlots) {
        List<Instruction> instructions = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Cursor row : at.list()) {
            for (Instruction instruction : rows(row, unitSlots)) {
                String key = instruction.name() + " " + instruction.precision();
                if (!seen.add(key)) {
                    throw row.wrong(
                            "repeats instruction '"
                                    + instruction.name()
                                    + "' for the same formats. Remove one.");
                }
                instructions.add(instruction);
            }
        }
        return instructions;
    }

    /// One row of the file: an instruction for each activation format.
    private static List<Instruction> rows(Cursor at, SortedMap<String, Integer> unitSlots) {
        at.object(
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
                        "source"),
                unitSlots.isEmpty() ? List.of() : List.of("slots"));
        int interval = at.child("issueInterval").smallInteger(1, 1 << 20);
        int latency = at.child("latency").smallInteger(0, 1 << 20);
        if (latency < interval) {
            throw at.child("latency")
                    .wrong(
                            "("
                                    + latency
                                    + ") must be at least issueInterval ("
                                    + interval
                                    + "). Maybe latency: "
                                    + interval
                                    + ".");
        }
        SortedMap<String, Integer> slots = at.has("slots") ? slots(at.child("slots")) : NO_SLOTS;
        for (Map.Entry<String, Integer> use : slots.entrySet()) {
            if (!unitSlots.containsKey(use.getKey())) {
                throw at.child("slots")
                        .child(use.getKey())
                        .wrong(
                                "is a slot that the unit lacks. Maybe "
                                        + Nearest.of(use.getKey(), List.copyOf(unitSlots.keySet()))
                                        + ".");
            }
        }
        if (!unitSlots.isEmpty() && slots.isEmpty()) {
            throw at.wrong(
                    "lacks the key 'slots'. Say which issue slots one issue takes, e.g. slots: {multiply: 1}.");
        }
        Accumulator accumulator = new Accumulator(at.child("accumulatorBits").smallInteger(8, 64));
        NumberFormat weights = format(at.child("weights"));
        List<Instruction> rows = new ArrayList<>();
        for (Cursor activations : at.child("activations").list()) {
            rows.add(
                    new Instruction(
                            at.child("name").text(),
                            at.child("m").smallInteger(1, MAXIMUM_EXTENT),
                            at.child("n").smallInteger(1, MAXIMUM_EXTENT),
                            at.child("k").smallInteger(1, MAXIMUM_EXTENT),
                            new Precision(weights, format(activations), accumulator),
                            interval,
                            latency,
                            at.child("energyPicojoules").number(0),
                            slots,
                            at.child("source").text()));
        }
        return rows;
    }

    private static NumberFormat format(Cursor at) {
        try {
            return NumberFormat.parse(at.text());
        } catch (IllegalArgumentException problem) {
            throw at.wrong("(" + at.text() + ") is wrong: " + problem.getMessage());
        }
    }
}
