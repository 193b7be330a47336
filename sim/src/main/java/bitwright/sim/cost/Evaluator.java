package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.LoopNest;

/// Prices one schedule of a layer after another in closed form without allocating; for searches.
/// Not for several threads at once.
public final class Evaluator {
    private final Flows flows;
    private final PortCycles ports;

    /// @param first any schedule of the layer on the machine
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public Evaluator(
            LoopNest nest, Precision precision, Accelerator accelerator, Resolution first) {
        flows = new Flows(nest, precision, accelerator, first);
        ports = new PortCycles(flows);
        ports.lay();
    }

    /// Prices a schedule.
    ///
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public void evaluate(Resolution schedule) {
        flows.lay(schedule);
        ports.lay();
    }

    /// The bound of the schedule priced last, in cycles.
    public long boundCycles() {
        return BoundModel.cycles(flows, ports);
    }

    /// Cycles that a search may expect of the schedule priced last: the bound, and what nothing
    /// hides: the unit's waiting where levels with one buffer are filled from the outermost memory,
    /// and on a spatial array the first tiles' arrival and the last one's leaving. No bound.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long expectedCycles() {
        long bound = boundCycles();
        long unhidden = Standstill.outermostCycles(flows);
        if (flows.unit() instanceof SpatialArray) {
            unhidden = Math.addExact(unhidden, FirstAndLast.cycles(flows));
        }
        if (unhidden == 0) {
            return bound;
        }
        long unit = UnitTiming.pass(flows, 0).cycles();
        return Math.max(
                bound,
                Math.addExact(
                        Math.addExact(unit, ports.standstillCycles()),
                        Math.addExact(
                                unhidden, flows.accelerator.software().layerOverheadCycles())));
    }

    /// The energy of the schedule priced last at least: with what the bound's cycles cost anyway,
    /// in picojoules.
    public double boundPicojoules() {
        return Energy.switchingPicojoules(flows)
                + Energy.standingPicojoulesPerCycle(flows) * boundCycles();
    }

    /// The energy of the schedule priced last, with what the expected cycles cost anyway, in
    /// picojoules. No bound.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public double expectedPicojoules() {
        double standing = Energy.standingPicojoulesPerCycle(flows);
        return Energy.switchingPicojoules(flows) + (standing > 0 ? standing * expectedCycles() : 0);
    }

    /// Tiles that the event model would step through.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long tiles() {
        return new TilePlan(flows).tiles(flows);
    }
}
