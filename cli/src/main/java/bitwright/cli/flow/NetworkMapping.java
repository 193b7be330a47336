package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.BadInputException;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.NetworkMapper;
import bitwright.mapper.search.NetworkMapper.Task;
import bitwright.mapper.search.NoScheduleException;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// The layers of a network to be mapped, equal ones together.
public final class NetworkMapping {
    private static final int SHOWN = 5;

    private final Accelerator accelerator;
    private final Map<Task, List<String>> layers = new LinkedHashMap<>();

    /// Equal layers and their schedule.
    ///
    /// @param layers their names in topological order
    /// @param processorSeconds that the search took; 0 if the schedule was read
    /// @param cached whether the schedule was read
    public record Row(
            List<String> layers,
            Task task,
            MappedLayer mapped,
            double processorSeconds,
            boolean cached) {}

    /// @param only the one layer to map; null for all contractions
    /// @throws BadInputException if there is no such layer
    /// @throws NoScheduleException if the machine has no instruction for a layer
    public NetworkMapping(
            Network network, Accelerator accelerator, Precision choice, @Nullable String only) {
        this.accelerator = accelerator;
        NetworkCosting costing = new NetworkCosting(network, accelerator);
        if (only == null) {
            LegalPrecisions.require(network, costing, List.of(choice));
        }
        for (Contraction layer : network.contractions()) {
            if (only == null || layer.name().equals(only)) {
                Task task = new Task(layer.nest(), costing.exact(layer, choice));
                layers.computeIfAbsent(task, _ -> new ArrayList<>()).add(layer.name());
            }
        }
        if (layers.isEmpty() && only != null) {
            throw new BadInputException(unknown(only, network));
        }
    }

    private static String unknown(String layer, Network network) {
        List<String> names = network.contractions().stream().map(Contraction::name).toList();
        return "--layer '"
                + layer
                + "' is no contraction of "
                + network.name()
                + ". Maybe one of "
                + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? ", …" : "")
                + ".";
    }

    /// What is to be mapped, each once.
    public List<Task> tasks() {
        return List.copyOf(layers.keySet());
    }

    /// Maps what the cache does not have, on all cores, and keeps each schedule as soon as it is
    /// found.
    ///
    /// @param processorSeconds clock of the calling thread
    /// @param step called after each task, from any thread
    /// @throws NoScheduleException if nothing fits a layer, or nothing keeps to the constraints; it
    ///   names the layer
    public List<Row> map(
            MapperOptions options,
            MappingCache cache,
            DoubleSupplier processorSeconds,
            Runnable step) {
        Map<Task, Double> seconds = new ConcurrentHashMap<>();
        Map<Task, MappedLayer> mapped =
                NetworkMapper.map(
                        tasks(),
                        task -> {
                            MappedLayer known = cache.read(task).orElse(null);
                            if (known == null) {
                                double begin = processorSeconds.getAsDouble();
                                known = search(task, options);
                                seconds.put(task, processorSeconds.getAsDouble() - begin);
                                cache.write(task, known);
                            }
                            step.run();
                            return known;
                        });
        List<Row> rows = new ArrayList<>();
        layers.forEach((task, names) -> {
            MappedLayer found = mapped.get(task);
            if (found != null) {
                Double spent = seconds.get(task);
                rows.add(
                        new Row(
                                List.copyOf(names),
                                task,
                                found,
                                spent == null ? 0 : spent,
                                spent == null));
            }
        });
        return rows;
    }

    private MappedLayer search(Task task, MapperOptions options) {
        try {
            return Mapper.map(task.nest(), task.precision(), accelerator, options);
        } catch (NoScheduleException problem) {
            List<String> names = layers.getOrDefault(task, List.of());
            throw new NoScheduleException(
                    "layer '" + names.getFirst() + "': " + problem.getMessage());
        }
    }
}
