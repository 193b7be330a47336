package bitwright.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/// Seconds of each stage of a run, for `timings.json` alone.
final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = System.nanoTime();

    /// Ends a stage.
    void lap(String stage) {
        long now = System.nanoTime();
        seconds.merge(stage, (now - last) * 1e-9, Double::sum);
        last = now;
    }

    /// Seconds by stage, in order.
    Map<String, Double> seconds() {
        return seconds;
    }
}
