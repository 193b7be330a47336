package bitwright.arch.reader;

import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What only a spatial array has in a machine file.
final class ArrayKeys {
    static final List<String> PRESETS = List.of("complete", "broadcast", "scale-sim");

    /// The switches of `timing`; one that is absent is as the preset has it.
    static final List<String> SWITCHES =
            List.of(
                    "skewed",
                    "doubleBuffered",
                    "foldsOverlap",
                    "outputsDrain",
                    "partialSumsReadBack",
                    "imageToColumns",
                    "reportsLastIndex");

    private ArrayKeys() {}

    /// What an array may leave out.
    static final List<String> OPTIONAL_KEYS =
            List.of("timing", "processingElement", "areaSquareMicrometres");

    /// Refuses keys that an array does not have.
    static void check(Cursor item, List<String> common) {
        List<String> keys = new ArrayList<>(common);
        keys.addAll(List.of("rows", "columns", "dataflows"));
        item.withKeys(keys, OPTIONAL_KEYS);
    }

    /// The `timing` of an array: a `preset` (`complete` where absent) and switches that differ from
    /// it.
    static ArrayTiming timing(Cursor array) {
        if (!array.has("timing")) {
            return ArrayTiming.COMPLETE;
        }
        Cursor timing = array.at("timing");
        List<String> keys = new ArrayList<>(SWITCHES);
        keys.add("preset");
        timing.withKeys(List.of(), keys);
        ArrayTiming preset = ArrayTiming.COMPLETE;
        if (timing.has("preset")) {
            String name = timing.at("preset").text();
            if (!PRESETS.contains(name)) {
                throw timing.at("preset")
                        .refused("is unknown. Maybe " + Nearest.of(name, PRESETS) + ".");
            }
            preset =
                    switch (name) {
                        case "complete" -> ArrayTiming.COMPLETE;
                        case "broadcast" -> ArrayTiming.BROADCAST;
                        case "scale-sim" -> ArrayTiming.SCALE_SIM;
                        default -> throw new IllegalStateException("no preset " + name);
                    };
        }
        return new ArrayTiming(
                flag(timing, "skewed", preset.skewed()),
                flag(timing, "doubleBuffered", preset.doubleBuffered()),
                flag(timing, "foldsOverlap", preset.foldsOverlap()),
                flag(timing, "outputsDrain", preset.outputsDrain()),
                flag(timing, "partialSumsReadBack", preset.partialSumsReadBack()),
                flag(timing, "imageToColumns", preset.imageToColumns()),
                flag(timing, "reportsLastIndex", preset.reportsLastIndex()));
    }

    private static boolean flag(Cursor timing, String key, boolean preset) {
        return timing.has(key) ? timing.at(key).flag() : preset;
    }

    /// The dataflows of an array.
    ///
    /// @param skewed whether it is systolic; then rows cannot stay
    static Set<Dataflow> dataflows(Cursor list, boolean skewed) {
        var dataflows = EnumSet.noneOf(Dataflow.class);
        for (Cursor item : list.items("a dataflow, such as weight-stationary")) {
            Dataflow dataflow = dataflow(item);
            if (skewed && dataflow == Dataflow.ROW_STATIONARY) {
                throw item.refused(
                        "needs an array that is not skewed. Maybe `timing: {preset: broadcast}`.");
            }
            if (!dataflows.add(dataflow)) {
                throw item.refused("is there twice. Maybe remove one.");
            }
        }
        return dataflows;
    }

    private static Dataflow dataflow(Cursor item) {
        for (Dataflow dataflow : Dataflow.values()) {
            if (dataflow.label().equals(item.text())) {
                return dataflow;
            }
        }
        List<String> legal = Arrays.stream(Dataflow.values()).map(Dataflow::label).toList();
        throw item.refused("is unknown. Maybe " + Nearest.of(item.text(), legal) + ".");
    }
}
