package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/// The best schedule that was found for a layer, and what it costs.
///
/// @param precision the exact formats that it was mapped for
/// @param schedule the schedule
/// @param cost its simulated cost; the bound in it is this schedule's
/// @param visited shapes and schedules that the search looked at
/// @param proof how good it is among all; null where nothing was searched
public record MappedLayer(
        Precision precision,
        Schedule schedule,
        LayerCost cost,
        long visited,
        @Nullable Proof proof) {
    /// A schedule that was not searched for.
    public MappedLayer(Precision precision, Schedule schedule, LayerCost cost, long visited) {
        this(precision, schedule, cost, visited, null);
    }
}
