package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A simulated network: its layers one after the other, but for those that different units do side
/// by side.
///
/// @param accelerator the machine
/// @param layers in topological order
/// @param sideBySide names of layers that wait for nothing but their units; empty on machines of
///   one unit
public record NetworkResult(
        Accelerator accelerator, List<LayerResult> layers, List<List<String>> sideBySide) {
    public NetworkResult {
        layers = List.copyOf(layers);
        sideBySide = sideBySide.stream().map(List::copyOf).toList();
    }

    /// A network on one unit.
    public NetworkResult(Accelerator accelerator, List<LayerResult> layers) {
        this(accelerator, layers, List.of());
    }

    /// Cycles of all layers.
    public long cycles() {
        Map<String, LayerResult> byName = new LinkedHashMap<>();
        layers.forEach(layer -> byName.put(layer.layer().name(), layer));
        long cycles = 0;
        for (List<String> together : sideBySide) {
            List<SideBySide.Part> parts = new ArrayList<>();
            for (String name : together) {
                LayerResult layer = byName.remove(name);
                if (layer != null) {
                    parts.add(
                            new SideBySide.Part(
                                    layer.unit(),
                                    layer.cost().cycles(),
                                    layer.cost().busyCycles()));
                }
            }
            cycles = Math.addExact(cycles, SideBySide.cycles(parts));
        }
        for (LayerResult layer : byName.values()) {
            cycles = Math.addExact(cycles, layer.cost().cycles());
        }
        return cycles;
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
