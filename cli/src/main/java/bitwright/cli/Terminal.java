package bitwright.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Standard output for results, standard error for progress; colour and bars only on a terminal.
public final class Terminal {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    private final boolean quiet;
    private final boolean interactive;
    private final boolean colour;

    /// @param quiet whether only the result itself is printed
    /// @param interactive whether standard error is a terminal
    /// @param colour whether standard output takes colour
    public Terminal(boolean quiet, boolean interactive, boolean colour) {
        this.quiet = quiet;
        this.interactive = interactive;
        this.colour = colour;
    }

    /// The terminal that the launcher found, which passes `bitwright.terminal` (standard error is
    /// one), `bitwright.colour` (standard output is one) and `bitwright.columns`.
    public static Terminal found(boolean quiet) {
        return new Terminal(quiet, Boolean.getBoolean("bitwright.terminal"), colours());
    }

    /// Whether standard output takes colour: it is a terminal, and `NO_COLOR` is not set or empty.
    public static boolean colours() {
        String refused = System.getenv("NO_COLOR");
        return (refused == null || refused.isEmpty()) && Boolean.getBoolean("bitwright.colour");
    }

    /// Characters of a line.
    public static int columns() {
        return Integer.getInteger("bitwright.columns", 100);
    }

    /// Whether tables may use colour.
    public boolean colour() {
        return colour;
    }

    /// Whether only the result itself may be printed.
    public boolean quiet() {
        return quiet;
    }

    /// Prints a result that is always wanted.
    public void result(String text) {
        out.print(text + "\n");
    }

    /// Prints a table for people; nothing when quiet.
    public void table(String text) {
        if (!quiet) {
            out.print(text + "\n");
        }
    }

    /// Says on standard error what goes on; nothing when quiet.
    public void note(String text) {
        if (!quiet) {
            err.println(text);
        }
    }

    /// Says on standard error what is wrong, quiet or not.
    public void problem(String text) {
        err.println("bitwright: " + text);
    }

    /// Progress over a known number of steps: a bar with rate and time left on a terminal, a line
    /// now and then elsewhere.
    public Progress progress(String task, long steps) {
        if (quiet) {
            return Progress.SILENT;
        }
        if (!interactive) {
            return new LineProgress(task, steps, err);
        }
        ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName(String.format("%-28s", task))
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setMaxRenderedLength(Math.max(60, columns()))
                        .setUpdateIntervalMillis(100)
                        .showSpeed()
                        .setConsumer(new ConsoleProgressBarConsumer(err, Math.max(60, columns())))
                        .build();
        return new BarProgress(bar);
    }

    private record BarProgress(ProgressBar bar) implements Progress {
        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.stepTo(bar.getMax());
            bar.close();
        }
    }
}
