package bitwright.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks and writes `docs/benchmarks.md`.
public final class BenchmarkPage {
    private static final String HEAD =
            """
            # Benchmarks

            Written by the benchmark (`mvn -Pbenchmarks -DskipTests verify -pl bench -am`) from one JMH run; never by hand. Figures are medians over the iterations. One-thread figures are processor time of the measuring thread, which a shared machine disturbs less than elapsed time; figures of two threads are elapsed time. Both engines run on one thread in the same run, so trust the ratios more than the times. GOPS counts a multiplication and an addition as two operations. The machine: %d processors, %s, Java %s.

            """;

    private BenchmarkPage() {}

    /// Runs from the repository's root.
    ///
    /// @param arguments none, or one regular expression of the benchmarks to run; tables leave out
    ///   what did not run
    public static void main(String[] arguments) throws RunnerException, IOException {
        String which = arguments.length > 0 ? arguments[0] : "bitwright\\.bench\\..*Benchmark";
        var results =
                new BenchmarkResults(new Runner(new OptionsBuilder().include(which).build()).run());
        String head =
                HEAD.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.arch"),
                        Runtime.version().feature());
        Files.writeString(Path.of("docs", "benchmarks.md"), head + new BenchmarkTables(results));
    }
}
