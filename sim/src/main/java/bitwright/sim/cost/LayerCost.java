package bitwright.sim.cost;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one layer costs on one machine.
///
/// @param cycles simulated cycles
/// @param boundCycles closed-form lower bound of the same schedule
/// @param busyCycles busy cycles of each resource (the unit, each memory port, overhead), by name
/// @param bottleneck the resource with the most busy cycles; where that is a vector processor, what
///   binds its packets: a slot, their width or sums that wait
/// @param energyPicojoules energy of each component (unit, each memory level), by name
/// @param trafficBits bits over each memory port, by `level/operand/direction`
/// @param utilization multiply-accumulates done over those that the unit could do at this precision
///   in `cycles`
/// @param arrayCounts what simulators of systolic arrays report; null for other units and layers
public record LayerCost(
        long cycles,
        long boundCycles,
        Map<String, Long> busyCycles,
        String bottleneck,
        Map<String, Double> energyPicojoules,
        Map<String, Long> trafficBits,
        double utilization,
        @Nullable ArrayCounts arrayCounts) {
    public LayerCost {
        busyCycles = Collections.unmodifiableMap(new LinkedHashMap<>(busyCycles));
        energyPicojoules = Collections.unmodifiableMap(new LinkedHashMap<>(energyPicojoules));
        trafficBits = Collections.unmodifiableMap(new LinkedHashMap<>(trafficBits));
    }

    /// Energy of all components, in picojoules.
    public double totalPicojoules() {
        return energyPicojoules.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
