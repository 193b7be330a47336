package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Progress without a terminal, by a clock of the test's own.
final class LineProgressTest {
    @Test
    void aLineEveryFiveSecondsTellsRateAndTimeLeft() {
        AtomicLong clock = new AtomicLong();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Progress progress = new LineProgress("mapping", 20, err, clock::get)) {
            for (int step = 0; step < 20; step++) {
                clock.addAndGet(500_000_000L);
                progress.step();
            }
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("mapping: 10 of 20, 2.0 a second, 5 s left", "mapping: done");
    }

    @Test
    void whatIsSoonOverHasOneLine() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Progress progress = new LineProgress("mapping", 3, err, () -> 7)) {
            progress.step();
            progress.step();
            progress.step();
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("mapping: done");
    }
}
