package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;

/// A layer's best schedule and what it costs.
///
/// @param precision the exact formats that it was mapped for
/// @param schedule the schedule
/// @param cost its simulated cost
/// @param visited schedules that the search looked at
public record MappedLayer(Precision precision, Schedule schedule, LayerCost cost, long visited) {}
