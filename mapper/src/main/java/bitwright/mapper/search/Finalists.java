package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.PartialSums;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleRemarks;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The few schedules with the least closed-form cost seen so far that do nothing in vain.
final class Finalists {
    private static final int KEPT = 6;

    /// @param tiles steps that the event model takes
    record Ranked(QuickCost cost, Schedule schedule, long tiles) {}

    private final LoopNest nest;
    private final Precision precision;
    private final Accelerator accelerator;
    private final Objective objective;
    private final Predicate<Schedule> allowed;
    private final Shortfall shortfall;
    private final List<Ranked> ranked = new ArrayList<>();
    private @Nullable Evaluator evaluator;
    private long visited;

    /// @param allowed what constraints let pass
    /// @param shortfall learns what the tiles that do not fit lack
    Finalists(
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            Objective objective,
            Predicate<Schedule> allowed,
            Shortfall shortfall) {
        this.objective = objective;
        this.allowed = allowed;
        this.nest = nest;
        this.precision = precision;
        this.accelerator = accelerator;
        this.shortfall = shortfall;
    }

    /// Passes over a tile that does not get among the finalists in any order of the loops around
    /// it, or costs more cycles than a schedule that is known.
    ///
    /// @param floorCycles what no order's bound is below
    /// @param knownCycles simulated cycles of the best schedule that is known
    /// @return whether it was passed over
    boolean passOver(long floorCycles, long knownCycles) {
        boolean pass =
                floorCycles > knownCycles
                        || ranked.size() == KEPT && floorCycles > ranked.getLast().cost().cycles();
        if (pass) {
            visited++;
        }
        return pass;
    }

    /// Considers a tile with every order of the loops around it; tiles that do not fit, or are too
    /// many to simulate, are left out: the order has no say in that.
    void consider(Draft tile, String unit) {
        Schedule schedule = OuterLoops.any(tile).schedule(unit);
        Resolution resolution = resolve(schedule);
        long tiles = tiles(resolution);
        if (!fits(resolution) || !fewEnough(tiles)) {
            visited++;
            return;
        }
        consider(schedule, resolution, tiles);
        OuterLoops.completeOtherwise(
                tile,
                draft -> {
                    Schedule other = draft.schedule(unit);
                    consider(other, resolve(other), tiles);
                });
    }

    /// Whether a tile fits and does not cut the layer into too many tiles to simulate.
    boolean fits(Draft tile, String unit) {
        visited++;
        Resolution resolution = resolve(OuterLoops.any(tile).schedule(unit));
        return fits(resolution) && fewEnough(tiles(resolution));
    }

    private void consider(Schedule schedule, Resolution resolution, long tiles) {
        visited++;
        if (!PartialSums.areTaken(resolution)) {
            return;
        }
        QuickCost cost = price(resolution);
        if (ranked.size() == KEPT && !objective.better(cost, ranked.getLast().cost())) {
            return;
        }
        int at = ranked.size();
        while (at > 0 && objective.better(cost, ranked.get(at - 1).cost())) {
            at--;
        }
        boolean twice = at > 0 && ranked.get(at - 1).schedule().equals(schedule);
        if (twice || !ScheduleRemarks.of(resolution, nest).isEmpty() || !allowed.test(schedule)) {
            return;
        }
        if (evaluator != null && !fewEnough(evaluator.tiles())) {
            return;
        }
        ranked.add(at, new Ranked(cost, schedule, tiles));
        if (ranked.size() > KEPT) {
            ranked.removeLast();
        }
    }

    private Resolution resolve(Schedule schedule) {
        return Resolution.of(schedule, precision, accelerator);
    }

    private QuickCost price(Resolution resolution) {
        if (evaluator == null) {
            evaluator = new Evaluator(nest, precision, accelerator, resolution);
        } else {
            evaluator.evaluate(resolution);
        }
        return new QuickCost(evaluator.expectedCycles(), evaluator.expectedPicojoules());
    }

    private boolean fits(Resolution resolution) {
        List<MemoryLevel> memories = accelerator.memories();
        long[] excess = new long[memories.size()];
        boolean fits = true;
        for (int level = 1; level < memories.size(); level++) {
            MemoryLevel memory = memories.get(level);
            excess[level] =
                    Math.max(
                            0,
                            Capacities.residentBits(resolution, nest, precision, level)
                                    - memory.capacityBits());
            fits &= excess[level] == 0;
        }
        if (!fits) {
            shortfall.learn(excess);
        }
        return fits;
    }

    private boolean fewEnough(long tiles) {
        if (tiles > EventModel.MAXIMUM_TILES) {
            shortfall.learnTooManyTiles();
        }
        return tiles <= EventModel.MAXIMUM_TILES;
    }

    /// Steps outside the tiles of the first level on chip that tiles are kept in.
    private static long tiles(Resolution resolution) {
        Loops loops = resolution.loops();
        int first = Integer.MAX_VALUE;
        int inner = 0;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isSpace(position) && loops.extent(position) > 1) {
                break;
            }
            if (resolution.level(position) > 0 && resolution.level(position) <= first) {
                first = resolution.level(position);
                inner = position;
            }
        }
        return loops.trips(0, inner);
    }

    /// The finalists, best first.
    List<Ranked> best() {
        return List.copyOf(ranked);
    }

    /// What is made small.
    Objective objective() {
        return objective;
    }

    /// Schedules looked at.
    long visited() {
        return visited;
    }
}
