package bitwright.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks and writes `docs/benchmarks.md`: ratios within one run, medians beside them.
public final class BenchmarkPage {
    private BenchmarkPage() {}

    /// Runs from the repository's root.
    public static void main(String[] arguments) throws RunnerException, IOException {
        Collection<RunResult> results =
                new Runner(new OptionsBuilder().include("bitwright\\.bench\\..*Benchmark").build())
                        .run();
        Files.writeString(Path.of("docs", "benchmarks.md"), page(new ArrayList<>(results)));
    }

    private static String page(List<RunResult> results) {
        results.sort(Comparator.comparing(BenchmarkPage::name));
        StringBuilder text =
                new StringBuilder(
                        "# Benchmarks\n\nWritten by `BenchmarkPage` from one JMH run on one thread; never by hand. The machine was shared and noisy: trust the ratios, not the times.\n\n");
        text.append(
                "| benchmark | median | ratio to the slowest of its parameters |\n|---|---|---|\n");
        for (RunResult result : results) {
            double slowest =
                    results.stream()
                            .filter(other -> parameters(other).equals(parameters(result)))
                            .filter(other -> group(other).equals(group(result)))
                            .mapToDouble(BenchmarkPage::median)
                            .max()
                            .orElse(1);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.2f µs | %.1f × faster |%n",
                            name(result),
                            median(result),
                            slowest / median(result)));
        }
        return text.toString();
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static String group(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return benchmark.substring(0, benchmark.lastIndexOf('.'));
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1)
                + " "
                + parameters(result);
    }

    private static String parameters(RunResult result) {
        StringBuilder text = new StringBuilder();
        for (String key : result.getParams().getParamsKeys()) {
            text.append(text.isEmpty() ? "" : " ").append(result.getParams().getParam(key));
        }
        return text.toString();
    }
}
