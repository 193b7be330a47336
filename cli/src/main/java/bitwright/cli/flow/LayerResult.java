package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.mapper.search.MappedLayer;
import bitwright.sim.cost.LayerCost;
import bitwright.workload.Layer;
import org.jspecify.annotations.Nullable;

/// One layer of a simulated network.
///
/// @param layer the layer
/// @param precision the choice; null for layers that are no contractions
/// @param mapped the schedule; null for layers that are no contractions
/// @param unit name of the unit that does it, empty for views and fused layers
/// @param cost what it costs
/// @param weightBits bits of its weights
public record LayerResult(
        Layer layer,
        @Nullable Precision precision,
        @Nullable MappedLayer mapped,
        String unit,
        LayerCost cost,
        long weightBits) {}
