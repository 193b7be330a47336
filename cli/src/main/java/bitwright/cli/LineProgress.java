package bitwright.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress where there is no terminal: a line every few seconds with the rate and the time left,
/// and one at the end.
final class LineProgress implements Progress {
    private static final long NANOSECONDS_BETWEEN_LINES = 5_000_000_000L;

    private final String task;
    private final long steps;
    private final PrintStream err;
    private final LongSupplier nanoseconds;
    private final long begin;
    private long said;
    private long done;

    LineProgress(String task, long steps, PrintStream err) {
        this(task, steps, err, System::nanoTime);
    }

    /// @param nanoseconds a clock
    LineProgress(String task, long steps, PrintStream err, LongSupplier nanoseconds) {
        this.task = task;
        this.steps = steps;
        this.err = err;
        this.nanoseconds = nanoseconds;
        begin = nanoseconds.getAsLong();
        said = begin;
    }

    @Override
    public synchronized void step() {
        done++;
        long now = nanoseconds.getAsLong();
        if (now - said < NANOSECONDS_BETWEEN_LINES || done >= steps) {
            return;
        }
        said = now;
        double rate = done / ((now - begin) * 1e-9);
        err.println(
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d, %.2g a second, %.0f s left",
                        task,
                        done,
                        steps,
                        rate,
                        (steps - done) / rate));
    }

    @Override
    public synchronized void close() {
        err.println(task + ": done");
    }
}
