package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;

/// The best schedule that was found for a layer, and what it costs.
///
/// The bound in the cost is this schedule's: another schedule of the layer may have a lower one.
///
/// @param precision the exact formats that it was mapped for
/// @param schedule the schedule
/// @param cost its simulated cost
/// @param visited schedules that the search looked at
public record MappedLayer(Precision precision, Schedule schedule, LayerCost cost, long visited) {}
