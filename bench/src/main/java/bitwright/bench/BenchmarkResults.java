package bitwright.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// The medians of one JMH run, by benchmark and parameters.
///
/// @param runs what JMH returned
record BenchmarkResults(Collection<RunResult> runs) {
    /// Microseconds of a call: processor time where the benchmark counts it, otherwise elapsed
    /// time; empty if the benchmark did not run.
    ///
    /// @param name class and method, e.g. `ContractionBenchmark.fast`
    /// @param parameters their values, in the order of their names
    OptionalDouble microseconds(String name, String... parameters) {
        return counted("processorMicroseconds", name, parameters);
    }

    /// A counter for each call, or the elapsed time where the benchmark counts nothing.
    OptionalDouble counted(String counter, String name, String... parameters) {
        List<Double> times = new ArrayList<>();
        for (RunResult run : runs) {
            if (!matches(run, name, parameters)) {
                continue;
            }
            for (IterationResult iteration : iterations(run)) {
                Result<?> sum = iteration.getSecondaryResults().get(counter);
                Result<?> calls = iteration.getSecondaryResults().get("calls");
                times.add(
                        sum == null || calls == null
                                ? iteration.getPrimaryResult().getScore()
                                : sum.getScore() / calls.getScore());
            }
        }
        return median(times);
    }

    /// The greatest value of a counter over the iterations; empty if the benchmark did not run.
    OptionalDouble greatest(String counter, String name, String... parameters) {
        return runs.stream()
                .filter(run -> matches(run, name, parameters))
                .flatMap(run -> iterations(run).stream())
                .filter(iteration -> iteration.getSecondaryResults().containsKey(counter))
                .mapToDouble(iteration -> iteration.getSecondaryResults().get(counter).getScore())
                .max();
    }

    private static List<IterationResult> iterations(RunResult run) {
        List<IterationResult> iterations = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            iterations.addAll(fork.getIterationResults());
        }
        return iterations;
    }

    private static boolean matches(RunResult run, String name, String... parameters) {
        if (!run.getParams().getBenchmark().endsWith("." + name)) {
            return false;
        }
        List<String> values = new ArrayList<>();
        for (String key : run.getParams().getParamsKeys()) {
            values.add(run.getParams().getParam(key));
        }
        return parameters.length == 0 || values.equals(List.of(parameters));
    }

    private static OptionalDouble median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(
                sorted.length % 2 == 1
                        ? sorted[middle]
                        : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
