package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.workload.LoopNest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Maps many layers: equal ones once, on all cores; the result does not depend on how many there
/// are.
public final class NetworkMapper {
    private NetworkMapper() {}

    /// One thing to map.
    public record Task(LoopNest nest, Precision precision) {}

    /// The distinct tasks of a list, in order.
    public static List<Task> distinct(List<Task> tasks) {
        return List.copyOf(new LinkedHashSet<>(tasks));
    }

    /// Maps every distinct task.
    ///
    /// @param step called after each distinct task, from any thread
    /// @throws NoScheduleException if a task has no schedule (the first such task's complaint)
    public static Map<Task, MappedLayer> map(
            List<Task> tasks, Accelerator accelerator, MapperOptions options, Runnable step) {
        return map(
                tasks,
                task -> {
                    MappedLayer layer =
                            Mapper.map(task.nest(), task.precision(), accelerator, options);
                    step.run();
                    return layer;
                });
    }

    /// Maps every distinct task in a way of one's own, such as one that remembers; once a task has
    /// failed, tasks that wait are not begun.
    ///
    /// @param mapping called for each distinct task, from any thread
    /// @throws NoScheduleException if a task has no schedule (the first such task's complaint)
    public static Map<Task, MappedLayer> map(
            List<Task> tasks, Function<Task, MappedLayer> mapping) {
        Map<Task, MappedLayer> mapped = new LinkedHashMap<>();
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Map<Task, Future<MappedLayer>> futures = new LinkedHashMap<>();
            for (Task task : distinct(tasks)) {
                futures.put(task, executor.submit(() -> mapping.apply(task)));
            }
            try {
                for (Map.Entry<Task, Future<MappedLayer>> entry : futures.entrySet()) {
                    mapped.put(entry.getKey(), get(entry.getValue()));
                }
            } catch (RuntimeException failed) {
                futures.values().forEach(future -> future.cancel(false));
                throw failed;
            }
        }
        return mapped;
    }

    private static MappedLayer get(Future<MappedLayer> future) {
        try {
            return future.get();
        } catch (ExecutionException problem) {
            if (problem.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(problem.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while mapping", interrupted);
        }
    }
}
