package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A simulated network: its layers one after the other.
///
/// @param accelerator the machine
/// @param layers in topological order
public record NetworkResult(Accelerator accelerator, List<LayerResult> layers) {
    public NetworkResult {
        layers = List.copyOf(layers);
    }

    /// Cycles of all layers, one after the other.
    public long cycles() {
        return layers.stream().mapToLong(layer -> layer.cost().cycles()).reduce(0, Math::addExact);
    }

    /// Latency in seconds.
    public double latencySeconds() {
        return cycles() / (double) accelerator.clockHz();
    }

    /// Busy cycles of each resource over all layers.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public Map<String, Long> busyCycles() {
        Map<String, Long> busy = new LinkedHashMap<>();
        for (LayerResult layer : layers) {
            layer.cost()
                    .busyCycles()
                    .forEach((resource, cycles) -> busy.merge(resource, cycles, Math::addExact));
        }
        return busy;
    }

    /// Energy in joules by component.
    public Map<String, Double> energyJoulesByComponent() {
        Map<String, Double> energy = new LinkedHashMap<>();
        for (LayerResult layer : layers) {
            layer.cost()
                    .energyPicojoules()
                    .forEach((component, picojoules) ->
                            energy.merge(component, picojoules * 1e-12, Double::sum));
        }
        return energy;
    }

    /// Energy in joules.
    public double energyJoules() {
        return layers.stream().mapToDouble(layer -> layer.cost().totalPicojoules()).sum() * 1e-12;
    }

    /// Bits of all weights.
    public long weightBits() {
        return layers.stream().mapToLong(LayerResult::weightBits).reduce(0, Math::addExact);
    }
}
