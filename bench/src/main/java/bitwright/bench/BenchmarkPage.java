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
    private static final String HEAD =
            """
            # Benchmarks

            Written by the benchmark (`mvn -Pbenchmarks -DskipTests verify -pl bench -am`) from one JMH run; never by hand. Medians of five iterations of one second; the machine may be shared and noisy, so trust the ratios more than the times. GOPS counts a multiplication and an addition as two operations. The ratio is to the slowest way to do the same work.

            | benchmark | parameters | median | GOPS | times the slowest |
            |---|---|---|---|---|
            """;

    private BenchmarkPage() {}

    /// Runs from the repository's root.
    ///
    /// @param arguments none, or one regular expression of the benchmarks to run
    public static void main(String[] arguments) throws RunnerException, IOException {
        String which = arguments.length > 0 ? arguments[0] : "bitwright\\.bench\\..*Benchmark";
        Collection<RunResult> results =
                new Runner(new OptionsBuilder().include(which).build()).run();
        Files.writeString(Path.of("docs", "benchmarks.md"), page(new ArrayList<>(results)));
    }

    private static String page(List<RunResult> results) {
        results.sort(
                Comparator.comparing(BenchmarkPage::name).thenComparing(BenchmarkPage::parameters));
        StringBuilder text = new StringBuilder(HEAD);
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
                            "| %s | %s | %.2f µs | %s | %.1f |%n",
                            name(result),
                            parameters(result),
                            median(result),
                            gops(result),
                            slowest / median(result)));
        }
        return text.toString();
    }

    /// Operations a nanosecond, where the benchmark names its contraction.
    private static String gops(RunResult result) {
        String layer = result.getParams().getParam("layer");
        if (layer == null) {
            return "";
        }
        double operations = 2.0 * BenchmarkLayer.valueOf(layer).nest().macs();
        return String.format(Locale.ROOT, "%.2f", operations / (median(result) * 1000));
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
        return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    }

    private static String parameters(RunResult result) {
        StringBuilder text = new StringBuilder();
        for (String key : result.getParams().getParamsKeys()) {
            text.append(text.isEmpty() ? "" : " ").append(result.getParams().getParam(key));
        }
        return text.toString();
    }
}
