package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.mapper.interpreter.Verifier;
import bitwright.sim.cost.EventModel;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.LoopNest;

/// Whether a changed schedule is found: by its legality, its values, or the cycles that it was
/// priced at.
final class ScheduleChanges {
    private ScheduleChanges() {}

    static boolean found(
            Schedule other,
            MappedLayer layer,
            LoopNest nest,
            Accelerator machine,
            int[] input,
            int[] weights) {
        if (Verifier.compare(other, nest, layer.precision(), machine, input, weights).mismatches()
                > 0) {
            return true;
        }
        var cost = EventModel.simulate(other, nest, layer.precision(), machine);
        return cost.cycles() != layer.cost().cycles()
                || cost.totalPicojoules() != layer.cost().totalPicojoules();
    }
}
