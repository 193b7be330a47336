package bitwright.arch.reader;

import bitwright.arch.component.ComponentLibrary;
import bitwright.arch.format.Codebook;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.KernelTile;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The compute units of a machine file: the key `organisation` says which of the three it is.
final class UnitKeys {
    static final String SPATIAL_ARRAY = "spatial-array";
    static final String VECTOR_PROCESSOR = "vector-processor";
    static final String TENSOR_PROCESSOR = "tensor-processor";
    static final List<String> ORGANISATIONS =
            List.of(SPATIAL_ARRAY, VECTOR_PROCESSOR, TENSOR_PROCESSOR);
    static final List<String> POINTWISE_KEYS =
            List.of("operationsPerCycle", "picojoulesPerOperation", "source");

    static final List<String> TILE_KEYS = List.of("m", "n", "depthBits");

    private static final int LONGEST_SIDE = 1 << 16;
    private static final int MOST_SLOTS = 1 << 16;
    private static final int MOST_MULTIPROCESSORS = 1 << 16;
    private static final int MOST_CHOICES = 64;

    private static final List<String> COMMON =
            List.of("organisation", "name", "source", "pointwise", "instructions");

    private UnitKeys() {}

    /// One compute unit; its instructions' operands must fit the memory that feeds it.
    ///
    /// @param formats the formats that the machine defines
    /// @param library prices at the machine's technology; null where it is unknown
    static ComputeUnit unit(
            Cursor item,
            MemoryLevel innermost,
            List<Codebook> formats,
            @Nullable ComponentLibrary library) {
        String organisation = item.require("organisation").at("organisation").text();
        return switch (organisation) {
            case SPATIAL_ARRAY -> spatialArray(item, innermost, formats, library);
            case VECTOR_PROCESSOR -> vectorProcessor(item, innermost, formats);
            case TENSOR_PROCESSOR -> tensorProcessor(item, innermost, formats);
            default ->
                    throw item.at("organisation")
                            .refused(
                                    "is unknown. Maybe "
                                            + Nearest.of(organisation, ORGANISATIONS)
                                            + ".");
        };
    }

    private static SpatialArray spatialArray(
            Cursor item,
            MemoryLevel innermost,
            List<Codebook> formats,
            @Nullable ComponentLibrary library) {
        ArrayKeys.check(item, COMMON);
        int rows = item.at("rows").count(1);
        int columns = item.at("columns").count(1);
        EnergyKeys energy = EnergyKeys.of(item, rows, columns, library);
        ArrayTiming timing = ArrayKeys.timing(item);
        return new SpatialArray(
                item.at("name").name(),
                rows,
                columns,
                ArrayKeys.dataflows(item.at("dataflows"), timing.skewed()),
                timing,
                InstructionKeys.table(
                        item.at("instructions"),
                        new InstructionKeys.Limits(
                                innermost, new TreeMap<>(), true, formats, energy)),
                pointwise(item.at("pointwise")),
                EnergyKeys.area(item, energy),
                item.at("source").source());
    }

    private static VectorProcessor vectorProcessor(
            Cursor item, MemoryLevel innermost, List<Codebook> formats) {
        item.withKeys(
                Stream.concat(COMMON.stream(), Stream.of("threads", "slots")).toList(),
                VectorKeys.UNIT);
        SortedMap<String, Integer> slots = slots(item.at("slots"));
        return new VectorProcessor(
                item.at("name").name(),
                item.at("threads").count(1),
                slots,
                VectorKeys.instructionsPerPacket(item, slots),
                VectorKeys.loopSlots(item, slots),
                InstructionKeys.table(
                        item.at("instructions"),
                        new InstructionKeys.Limits(innermost, slots, false, formats, null)),
                pointwise(item.at("pointwise")),
                item.at("source").source());
    }

    private static TensorProcessor tensorProcessor(
            Cursor item, MemoryLevel innermost, List<Codebook> formats) {
        keys(item, "multiprocessors", "subcores", "cluster", "stages", "tiles", "splits");
        int multiprocessors = item.at("multiprocessors").count(1);
        if (multiprocessors > MOST_MULTIPROCESSORS) {
            throw item.at("multiprocessors")
                    .refused(
                            "must be at most "
                                    + MOST_MULTIPROCESSORS
                                    + ". Maybe a digit too many.");
        }
        return new TensorProcessor(
                item.at("name").name(),
                multiprocessors,
                item.at("subcores").count(1),
                cluster(item.at("cluster"), multiprocessors),
                item.at("stages").count(1),
                tiles(item.at("tiles")),
                splits(item.at("splits")),
                InstructionKeys.table(
                        item.at("instructions"),
                        new InstructionKeys.Limits(
                                innermost, new TreeMap<>(), false, formats, null)),
                pointwise(item.at("pointwise")),
                item.at("source").source());
    }

    private static int cluster(Cursor cluster, int multiprocessors) {
        int size = cluster.count(1);
        if (size > multiprocessors) {
            throw cluster.refused(
                    "is more than the " + multiprocessors + " multiprocessors. Maybe 1.");
        }
        return size;
    }

    private static void limit(Cursor list, int choices) {
        if (choices > MOST_CHOICES) {
            throw list.refused("has more than " + MOST_CHOICES + " choices. Maybe fewer.");
        }
    }

    private static List<KernelTile> tiles(Cursor list) {
        var tiles = new ArrayList<KernelTile>();
        for (Cursor tile : list.items("{m: 128, n: 128, depthBits: 512}")) {
            tile.withKeys(TILE_KEYS);
            tiles.add(
                    new KernelTile(
                            side(tile.at("m")), side(tile.at("n")), side(tile.at("depthBits"))));
        }
        limit(list, tiles.size());
        return tiles;
    }

    private static int side(Cursor side) {
        int value = side.count(1);
        if (value > LONGEST_SIDE) {
            throw side.refused("must be at most " + LONGEST_SIDE + ". Maybe a digit too many.");
        }
        return value;
    }

    private static List<Integer> splits(Cursor list) {
        var splits = new ArrayList<Integer>();
        for (Cursor split : list.items("1")) {
            splits.add(side(split));
        }
        limit(list, splits.size());
        return splits;
    }

    private static void keys(Cursor item, String... own) {
        item.withKeys(Stream.concat(COMMON.stream(), Arrays.stream(own)).toList());
    }

    private static PointwiseRate pointwise(Cursor item) {
        item.withKeys(POINTWISE_KEYS, List.of("copiesViews"));
        double rate = item.at("operationsPerCycle").amount();
        if (rate == 0) {
            throw item.at("operationsPerCycle").refused("must be more than 0. Maybe 1.");
        }
        return new PointwiseRate(
                rate,
                item.at("picojoulesPerOperation").amount(),
                item.has("copiesViews") && item.at("copiesViews").flag(),
                item.at("source").source());
    }

    /// A mapping from slot name to a count of at least one.
    static SortedMap<String, Integer> slots(Cursor mapping) {
        var slots = new TreeMap<String, Integer>();
        for (Cursor entry : mapping.entries("multiply: 1")) {
            String slot = entry.path().substring(mapping.path().length() + 1);
            int count = entry.count(1);
            if (count > MOST_SLOTS) {
                throw entry.refused("must be at most " + MOST_SLOTS + ". Maybe a digit too many.");
            }
            slots.put(slot, count);
        }
        return slots;
    }
}
