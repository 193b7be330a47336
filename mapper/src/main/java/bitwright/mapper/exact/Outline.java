package bitwright.mapper.exact;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;

/// The least that one way of residence costs outside the lanes, whatever lies in them.
///
/// A shape says what tiles and lanes cover together, in classes: a tile takes at least the room of
/// its class's least extent and comes at least as often as the largest would. Tiles further inside
/// cover no more than those around them; that they divide one another is left out of account, and
/// so is the room inside the lanes.
final class Outline {
    /// Most shapes of classes where the time that an outline takes matters.
    static final long MOST_SHAPES = 1 << 16;

    /// Picojoules for which a cycle may be had in the weighed component.
    final double cycleWorth;

    private final double[] least;

    /// @param mostShapes of classes; with fewer, less is known
    Outline(Chain chain, double cycleWorth, long mostShapes) {
        this.cycleWorth = cycleWorth;
        LoopNest nest = chain.nest();
        Lanes none = none();
        int[] extents = Prices.needed(nest, none);
        Lattice classes = Lattice.ofClasses(extents, mostShapes);
        Prices prices = new Prices(chain, none, classes, extents, cycleWorth);
        least = new double[prices.components];
        int[] reused = new int[Operand.values().length];
        Arrays.fill(reused, classes.whole());
        new Completions(prices, 0).addLeast(0, classes.whole(), reused, least);
    }

    private static Lanes none() {
        int[] tile = new int[Dim.values().length];
        Arrays.fill(tile, 1);
        Spread nothing = new Spread(List.of(), new int[0]);
        return new Lanes(tile, nothing, nothing);
    }

    /// What a use of the lanes costs at least: outside of them as here, inside everything once.
    ///
    /// @param prices of the lanes, by the same worth of a cycle
    double[] of(Prices prices) {
        double[] cost = prices.fixed.clone();
        prices.addOnce(true, cost);
        for (int component = 0; component < Completions.COMPONENTS; component++) {
            cost[component] += least[component];
        }
        return cost;
    }
}
