package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.sim.cost.EventModel;
import java.util.ArrayList;
import java.util.List;

/// What stands in the way where nothing is found: the bits that the tile lacks that lacks the
/// least, or too many tiles to simulate.
final class Shortfall {
    private final Precision precision;
    private final Accelerator accelerator;
    private long[] least = new long[0];
    private long leastTotal = Long.MAX_VALUE;
    private boolean tooManyTiles;

    Shortfall(Precision precision, Accelerator accelerator) {
        this.precision = precision;
        this.accelerator = accelerator;
    }

    /// A tile does not fit.
    ///
    /// @param excessBits bits beyond the capacity of each level, 0 where there is room
    void learn(long[] excessBits) {
        long total = 0;
        for (long bits : excessBits) {
            total = Math.addExact(total, bits);
        }
        if (total < leastTotal) {
            leastTotal = total;
            least = excessBits.clone();
        }
    }

    /// A tile fits but cuts the layer into more tiles than the event model takes.
    void learnTooManyTiles() {
        tooManyTiles = true;
    }

    /// The line that says why there is no schedule, after a search that ended with the least tiles.
    String whyNothingIsFound() {
        if (tooManyTiles) {
            return "the search found no schedule for machine '"
                    + accelerator.name()
                    + "' at "
                    + precision.name()
                    + ": every tile that fits cuts the layer into more than "
                    + EventModel.MAXIMUM_TILES
                    + " tiles. Maybe give the levels on chip more capacityBits.";
        }
        List<String> levels = new ArrayList<>();
        for (int level = 0; level < least.length; level++) {
            if (least[level] > 0) {
                levels.add(
                        "level '"
                                + accelerator.memories().get(level).name()
                                + "' lacks "
                                + least[level]
                                + " bits");
            }
        }
        return "no schedule fits machine '"
                + accelerator.name()
                + "' at "
                + precision.name()
                + ": for the least tile that fills the unit's lanes, "
                + String.join(" and ", levels)
                + ". Give it that much more capacityBits, or take a narrower precision.";
    }
}
