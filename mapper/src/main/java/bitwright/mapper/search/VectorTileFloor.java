package bitwright.mapper.search;

import bitwright.sim.cost.VectorFloor;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Cycles that no schedule around a tile of a vector processor beats, from the tile's sizes alone.
///
/// The loops of a dimension depend on no other dimension's size, so that one draft for each size of
/// each dimension says how many trips there are where: inside the registers' tiles, in the
/// reductions that outputs stay in registers for, and outside.
final class VectorTileFloor {
    private static final Dim[] DIMS = Dim.values();

    /// @param block trips inside the tiles of inputs and weights in registers
    /// @param reduced trips between these and the outputs in registers
    /// @param around trips around the outputs in registers within the tile
    /// @param all trips of the whole layer
    private record Trips(long block, long reduced, long around, long all) {}

    private final LoopNest nest;
    private final VectorFloor floor;
    private final Function<Map<Dim, Integer>, Draft> tile;
    private final List<Map<Integer, Trips>> known = new ArrayList<>();

    /// @param tile makes the tile of the first level on chip from its sizes, as `VectorSpace` does:
    ///   weights and inputs in registers inside reductions, these inside the outputs in registers
    VectorTileFloor(LoopNest nest, VectorFloor floor, Function<Map<Dim, Integer>, Draft> tile) {
        this.nest = nest;
        this.floor = floor;
        this.tile = tile;
        for (int dim = 0; dim < DIMS.length; dim++) {
            known.add(new HashMap<>());
        }
    }

    /// Cycles of the layer that no order of the loops around the tile beats.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long cycles(Map<Dim, Integer> sizes) {
        long issues = 1;
        long trips = 1;
        long inputTiles = 1;
        long weightTiles = 1;
        long outputTiles = 1;
        long inputBlock = 1;
        long weightBlock = 1;
        long outputBlock = 1;
        long reduced = 1;
        long around = 1;
        long runs = 1;
        long repeats = 1;
        for (Dim dim : DIMS) {
            Trips of = trips(dim, sizes.getOrDefault(dim, 1));
            long inside = of.block * of.reduced;
            issues = Math.multiplyExact(issues, of.all);
            trips = Math.multiplyExact(trips, of.all / of.block);
            runs = Math.multiplyExact(runs, of.all / inside);
            reduced *= of.reduced;
            around *= of.around;
            if (Operand.INPUT.dims().contains(dim)) {
                inputTiles = Math.multiplyExact(inputTiles, of.all);
                inputBlock *= of.block;
            }
            if (Operand.WEIGHT.dims().contains(dim)) {
                weightTiles = Math.multiplyExact(weightTiles, of.all);
                weightBlock *= of.block;
            }
            if (Operand.OUTPUT.dims().contains(dim)) {
                outputTiles = Math.multiplyExact(outputTiles, of.all);
                outputBlock *= inside;
            } else {
                repeats = Math.multiplyExact(repeats, inside);
            }
        }
        if (reduced > 1) {
            // The loop around the tiles of both moves both: every trip brings in new ones.
            inputTiles = Math.multiplyExact(trips, inputBlock);
            weightTiles = Math.multiplyExact(trips, weightBlock);
        }
        if (around > 1) {
            outputTiles = Math.multiplyExact(runs, outputBlock);
        }
        return floor.cycles(
                new VectorFloor.Counts(
                        issues,
                        trips,
                        inputTiles,
                        weightTiles,
                        outputTiles,
                        repeats == 1 ? 1 : runs,
                        repeats));
    }

    private Trips trips(Dim dim, Integer size) {
        Map<Integer, Trips> sizes = known.get(dim.ordinal());
        Trips trips = sizes.get(size);
        if (trips == null) {
            Map<Dim, Integer> alone = new EnumMap<>(Dim.class);
            alone.put(dim, size);
            trips = trips(tile.apply(alone), dim);
            sizes.put(size, trips);
        }
        return trips;
    }

    private Trips trips(Draft draft, Dim dim) {
        long block = draft.trips(dim, 0);
        long reduced = draft.trips(dim, 2);
        long around = draft.trips(dim, 3);
        long rest = Math.ceilDiv((long) nest.extent(dim), draft.reach(dim));
        return new Trips(block, reduced, around, block * reduced * around * rest);
    }
}
