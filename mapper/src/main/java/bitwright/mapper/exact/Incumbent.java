package bitwright.mapper.exact;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.PartialSums;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The best schedules so far, priced by the closed-form model, and how much was looked at.
final class Incumbent {
    private static final int KEPT = 6;

    /// @param cost by the closed-form model
    record Found(QuickCost cost, Schedule schedule) {}

    final Objective objective;
    private final LoopNest nest;
    private final Precision precision;
    private final Accelerator accelerator;
    private final Predicate<Schedule> allowed;
    private final List<Found> found = new ArrayList<>();
    private @Nullable Evaluator evaluator;
    private long visited;
    private long improvements;
    private @Nullable QuickCost ofTooManyTiles;

    /// @param allowed what constraints let pass
    Incumbent(
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            Objective objective,
            Predicate<Schedule> allowed) {
        this.nest = nest;
        this.precision = precision;
        this.accelerator = accelerator;
        this.objective = objective;
        this.allowed = allowed;
    }

    /// Whether something that costs at least so much may still be better than the best.
    ///
    /// @param product what energy times cycles is at least, 0 if nothing is known of it
    boolean mayBeBeaten(long cycles, double picojoules, double product) {
        if (picojoules == Double.POSITIVE_INFINITY) {
            return false;
        }
        if (found.isEmpty()) {
            return true;
        }
        QuickCost best = found.getFirst().cost();
        return objective.mayBeat(cycles, picojoules, best)
                && (product == 0
                        || product * (1 + Objective.EQUAL)
                                < objective.value(best.cycles(), best.picojoules()));
    }

    /// Picojoules for which a cycle may be had by the best schedule, or by the least known where
    /// there is none; 0 unless the product of both is made small.
    double cycleWorth(long cycles, double picojoules) {
        if (objective != Objective.EDP) {
            return 0;
        }
        double worth =
                found.isEmpty()
                        ? picojoules / Math.max(1, cycles)
                        : found.getFirst().cost().picojoules()
                                / Math.max(1, found.getFirst().cost().cycles());
        return worth < Double.POSITIVE_INFINITY ? worth : 0;
    }

    /// Prices a schedule and keeps it if it is among the best and legal, and stands for the
    /// dataflow of its family: where nothing streams it may stand for another, in whose own family
    /// such schedules are.
    void offer(Chain chain, Schedule schedule) {
        visited++;
        Resolution resolution = Resolution.of(schedule, precision, accelerator);
        if (chain.streams() && ArrayDataflow.stationary(resolution) != chain.stationary()) {
            return;
        }
        if (!PartialSums.areTaken(resolution) || !fits(resolution)) {
            return;
        }
        if (evaluator == null) {
            evaluator = new Evaluator(nest, precision, accelerator, resolution);
        } else {
            evaluator.evaluate(resolution);
        }
        QuickCost cost = new QuickCost(evaluator.expectedCycles(), evaluator.expectedPicojoules());
        if (found.size() == KEPT && !objective.better(cost, found.getLast().cost())) {
            return;
        }
        int at = found.size();
        while (at > 0 && objective.better(cost, found.get(at - 1).cost())) {
            at--;
        }
        if (at > 0 && found.get(at - 1).schedule().equals(schedule) || !allowed.test(schedule)) {
            return;
        }
        if (evaluator.tiles() > EventModel.MAXIMUM_TILES) {
            if (ofTooManyTiles == null || objective.better(cost, ofTooManyTiles)) {
                ofTooManyTiles = cost;
            }
            return;
        }
        found.add(at, new Found(cost, schedule));
        improvements += at == 0 ? 1 : 0;
        if (found.size() > KEPT) {
            found.removeLast();
        }
    }

    private boolean fits(Resolution resolution) {
        for (int level = 1; level < accelerator.memories().size(); level++) {
            if (Capacities.residentBits(resolution, nest, precision, level)
                    > accelerator.memories().get(level).capacityBits()) {
                return false;
            }
        }
        return true;
    }

    /// Whether a schedule was left out because the event model takes no more tiles.
    boolean sawTooManyTiles() {
        return ofTooManyTiles != null;
    }

    /// Whether one of these would be better than the best.
    boolean leftOutBetter() {
        return ofTooManyTiles != null
                && (found.isEmpty() || objective.better(ofTooManyTiles, found.getFirst().cost()));
    }

    /// How often a better schedule than all before was found.
    long improvements() {
        return improvements;
    }

    /// Counts what is looked at.
    void visit(long nodes) {
        visited += nodes;
    }

    /// Nodes and schedules looked at.
    long visited() {
        return visited;
    }

    /// The best, the best first.
    List<Found> found() {
        return List.copyOf(found);
    }
}
