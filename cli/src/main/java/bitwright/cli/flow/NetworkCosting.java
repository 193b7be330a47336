package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.NetworkMapper;
import bitwright.mapper.search.NetworkMapper.Task;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.Fusion;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.cost.PointwiseModel;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.Operand;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Maps and prices whole networks on one machine; every (layer, precision) pair is mapped once.
public final class NetworkCosting {
    private final Network network;
    private final Accelerator accelerator;
    private final Set<String> nonNegative;
    private final Set<String> fused;
    private final @Nullable NumberFormat cacheFormat;
    private final Map<Task, MappedLayer> mapped = new LinkedHashMap<>();
    private final Map<ComputeUnit, NetworkCosting> byUnit = new LinkedHashMap<>();

    public NetworkCosting(Network network, Accelerator accelerator) {
        this(network, accelerator, null);
    }

    /// @param cacheFormat of tensors that stay from step to step; null for that of the activations
    public NetworkCosting(
            Network network, Accelerator accelerator, @Nullable NumberFormat cacheFormat) {
        this.cacheFormat = cacheFormat;
        this.network = network;
        this.accelerator = accelerator;
        nonNegative = NonNegative.tensors(network);
        fused = Fusion.fused(network);
        if (accelerator.units().size() == 1) {
            byUnit.put(accelerator.units().getFirst(), this);
        } else {
            for (ComputeUnit unit : accelerator.units()) {
                byUnit.put(
                        unit, new NetworkCosting(network, share(accelerator, unit), cacheFormat));
            }
        }
    }

    /// The machine as one of several units has it: memories on chip that all share are parted
    /// equally, so that layers on different units may run side by side.
    private static Accelerator share(Accelerator accelerator, ComputeUnit unit) {
        List<MemoryLevel> memories = new ArrayList<>();
        for (MemoryLevel memory : accelerator.memories()) {
            memories.add(
                    memories.isEmpty() || !memory.perAxes().isEmpty()
                            ? memory
                            : memory.withCapacityBits(
                                    memory.capacityBits() / accelerator.units().size()));
        }
        return accelerator.withUnits(List.of(unit)).withMemories(memories);
    }

    /// The same network on one unit of the machine alone.
    ///
    /// @throws IllegalArgumentException if the machine has no such unit
    public NetworkCosting on(ComputeUnit unit) {
        NetworkCosting alone = byUnit.get(unit);
        if (alone == null) {
            throw new IllegalArgumentException(
                    "machine " + accelerator.name() + " has no such unit: " + unit.name() + ".");
        }
        return alone;
    }

    /// Whether some unit has instructions for what a layer makes of a choice.
    boolean takes(Contraction layer, Precision choice) {
        Precision exact = exact(layer, choice);
        return accelerator.units().stream()
                .anyMatch(unit -> !unit.instructionsFor(exact).isEmpty());
    }

    /// How many mappings `map` will have to find for these choices of each layer.
    public int tasks(Placements placements) {
        return tasksByUnit(placements).values().stream()
                .mapToInt(tasks -> NetworkMapper.distinct(tasks).size())
                .sum();
    }

    /// Maps every contraction at each of its choices, on the choice's unit.
    ///
    /// @throws bitwright.mapper.search.NoScheduleException if one of them has no schedule
    public void map(Placements placements, Runnable step) {
        tasksByUnit(placements).forEach((unit, tasks) -> on(unit).mapTasks(tasks, step));
    }

    private Map<ComputeUnit, List<Task>> tasksByUnit(Placements placements) {
        Map<ComputeUnit, List<Task>> tasks = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            for (Placement placement : placements.byLayer().getOrDefault(layer.name(), List.of())) {
                ComputeUnit unit = placement.unit();
                tasks.computeIfAbsent(unit, _ -> new ArrayList<>())
                        .add(on(unit).task(layer, placement.precision()));
            }
        }
        return tasks;
    }

    /// The mapping of one contraction at a choice, on the choice's unit; it must have been mapped.
    public MappedLayer mapped(Contraction layer, Placement placement) {
        return on(placement.unit()).mapped(layer, placement.precision());
    }

    /// The network.
    Network network() {
        return network;
    }

    /// The machine.
    public Accelerator accelerator() {
        return accelerator;
    }

    /// How many mappings `map` will have to find for these choices.
    public int tasks(List<Precision> choices) {
        return NetworkMapper.distinct(allTasks(choices)).size();
    }

    /// Maps every contraction at every choice.
    ///
    /// @throws bitwright.mapper.search.NoScheduleException if the machine cannot do one of them
    public void map(List<Precision> choices, Runnable step) {
        LegalPrecisions.require(network, this, choices);
        mapTasks(allTasks(choices), step);
    }

    private void mapTasks(List<Task> tasks, Runnable step) {
        List<Task> open = tasks.stream().filter(task -> !mapped.containsKey(task)).toList();
        mapped.putAll(NetworkMapper.map(open, accelerator, MapperOptions.DEFAULT, step));
    }

    private List<Task> allTasks(List<Precision> choices) {
        List<Task> tasks = new ArrayList<>();
        for (Contraction layer : network.contractions()) {
            choices.forEach(choice -> tasks.add(task(layer, choice)));
        }
        return tasks;
    }

    private Task task(Contraction layer, Precision choice) {
        return new Task(layer.nest(), exact(layer, choice));
    }

    /// The exact formats of a layer under a choice.
    public Precision exact(Contraction layer, Precision choice) {
        Precision precision = LayerPrecision.of(layer, choice, nonNegative, accelerator);
        if (cacheFormat == null || !readsCache(layer)) {
            return precision;
        }
        return accelerator.withOwnAccumulator(
                new Precision(cacheFormat, precision.activations(), precision.accumulator()));
    }

    private boolean readsCache(Contraction layer) {
        return layer.inputs().size() == 2 && network.caches().contains(layer.inputs().get(1));
    }

    /// What the network keeps in the outermost memory under a plan.
    ///
    /// @param choices the choice of each contraction, by name
    /// @throws ArithmeticException beyond 64 bits
    public MemoryNeed memory(Map<String, Precision> choices) {
        return MemoryNeed.of(network, choices, cacheFormat, accelerator);
    }

    /// The mapping of one contraction under a choice; it must have been mapped.
    public MappedLayer mapped(Contraction layer, Precision choice) {
        MappedLayer found = mapped.get(task(layer, choice));
        if (found == null) {
            throw new IllegalStateException(
                    "layer " + layer.name() + " was not mapped at " + choice.name());
        }
        return found;
    }

    /// Bits of a contraction's weights under a choice, with the scales that blocks share; 0 where
    /// both operands are activations.
    public static long weightBits(Contraction layer, Precision choice) {
        return layer.inputs().size() == 2
                ? 0
                : choice.weights().storageBits(layer.nest().elements(Operand.WEIGHT));
    }

    /// Prices the whole network, layer after layer.
    ///
    /// @param choices the choice of each contraction, by name
    public NetworkResult price(Map<String, Precision> choices) {
        return price(choices, layer -> mapped(layer, choice(choices, layer)));
    }

    /// Prices the whole network, each contraction on the unit of its choice.
    ///
    /// @param placements the choice of each contraction, by name
    public NetworkResult pricePlaced(Map<String, Placement> placements) {
        Map<String, Precision> choices = new LinkedHashMap<>();
        placements.forEach((layer, placement) -> choices.put(layer, placement.precision()));
        return price(
                choices,
                layer -> {
                    Placement placement = placements.get(layer.name());
                    if (placement == null) {
                        throw new IllegalArgumentException(
                                "layer " + layer.name() + " has no choice");
                    }
                    return mapped(layer, placement);
                });
    }

    private static Precision choice(Map<String, Precision> choices, Contraction layer) {
        Precision choice = choices.get(layer.name());
        if (choice == null) {
            throw new IllegalArgumentException("layer " + layer.name() + " has no choice");
        }
        return choice;
    }

    private NetworkResult price(
            Map<String, Precision> choices, Function<Contraction, MappedLayer> mapping) {
        List<LayerResult> results = new ArrayList<>();
        TensorWidths widths = TensorWidths.of(network, choices);
        for (Layer layer : network.layers()) {
            results.add(price(layer, choices, mapping, widths));
        }
        return new NetworkResult(
                accelerator,
                results,
                accelerator.units().size() > 1 ? SideBySide.of(network) : List.of());
    }

    /// Prices one layer in its place, having mapped no other.
    ///
    /// @param choices the choice of each contraction, by name
    /// @throws bitwright.mapper.search.NoScheduleException if the machine cannot do it
    public LayerResult priceAlone(Layer layer, Map<String, Precision> choices) {
        if (layer instanceof Contraction contraction) {
            mapTasks(List.of(task(contraction, choice(choices, contraction))), () -> {});
        }
        return price(
                layer,
                choices,
                contraction -> mapped(contraction, choice(choices, contraction)),
                TensorWidths.of(network, choices));
    }

    private LayerResult price(
            Layer layer,
            Map<String, Precision> choices,
            Function<Contraction, MappedLayer> mapping,
            TensorWidths widths) {
        return switch (layer) {
            case Contraction contraction ->
                    contraction(
                            contraction,
                            choice(choices, contraction),
                            mapping.apply(contraction),
                            widths);
            case Pointwise pointwise -> pointwise(pointwise, widths);
            case View view -> view(view, widths);
        };
    }

    /// Schedules are found with outputs as wide as the layer's own activations; the layers that
    /// read them may want other widths.
    private LayerResult contraction(
            Contraction layer, Precision choice, MappedLayer mapping, TensorWidths widths) {
        int readerBits = widths.of(layer.output());
        LayerCost cost =
                readerBits == mapping.precision().activations().bits()
                        ? mapping.cost()
                        : EventModel.simulate(
                                mapping.schedule(),
                                layer.nest(),
                                mapping.precision(),
                                accelerator,
                                readerBits);
        return new LayerResult(
                layer, choice, mapping, mapping.schedule().unit(), cost, weightBits(layer, choice));
    }

    private LayerResult view(View view, TensorWidths widths) {
        ComputeUnit unit = accelerator.units().getFirst();
        long elements = network.elements(view.output());
        int bits = widths.of(view.output());
        LayerCost cost = PointwiseModel.view(view, unit, accelerator, bits, elements);
        return new LayerResult(view, null, null, cost.cycles() == 0 ? "" : unit.name(), cost, 0);
    }

    /// The model of pointwise layers knows one width, that of the output: inputs of other widths
    /// count as so many more or fewer elements, rounded up to one.
    private LayerResult pointwise(Pointwise layer, TensorWidths widths) {
        if (fused.contains(layer.name())) {
            return new LayerResult(layer, null, null, "", PointwiseModel.free(), 0);
        }
        ComputeUnit unit = accelerator.units().getFirst();
        int bits = widths.of(layer.output());
        long inputBits = widths.bits(layer.inputs(), network.shapes());
        long inputElements = Math.ceilDiv(inputBits, (long) Math.max(1, bits));
        return new LayerResult(
                layer,
                null,
                null,
                unit.name(),
                PointwiseModel.cost(layer, unit, accelerator, bits, inputElements),
                0);
    }
}
