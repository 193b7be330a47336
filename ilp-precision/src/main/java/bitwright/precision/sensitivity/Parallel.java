package bitwright.precision.sensitivity;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Independent jobs on all cores; results in the order in which the jobs were added.
final class Parallel<T> {
    private final List<Callable<T>> jobs = new ArrayList<>();

    void add(Callable<T> job) {
        jobs.add(job);
    }

    List<T> results() {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<T>> futures = new ArrayList<>();
            jobs.forEach(job -> futures.add(executor.submit(job)));
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        } catch (ExecutionException problem) {
            if (problem.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(problem.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", interrupted);
        }
        return results;
    }
}
