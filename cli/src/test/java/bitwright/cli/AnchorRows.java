package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The rows of `docs/validation.md`: each is held before it is written.
final class AnchorRows {
    private final List<String> rows = new ArrayList<>();

    /// A count that must come out as it is.
    void exact(String anchor, long expected, long obtained, String source) {
        assertThat(obtained).as(anchor).isEqualTo(expected);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d | 0 | 0 | %s |",
                        anchor,
                        expected,
                        obtained,
                        source));
    }

    /// A number that may miss by a part of its own unit.
    void near(
            String anchor,
            double expected,
            double obtained,
            double allowed,
            String format,
            String source) {
        assertThat(Math.abs(obtained - expected))
                .as("%s: %s instead of %s", anchor, obtained, expected)
                .isLessThanOrEqualTo(allowed);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | " + format + " | " + format + " | " + format + " | " + format
                                + " | %s |",
                        anchor,
                        expected,
                        obtained,
                        obtained - expected,
                        allowed,
                        source));
    }

    /// A number that may miss by so many percent.
    void percent(
            String anchor,
            double expected,
            double obtained,
            double allowed,
            String format,
            String source) {
        double error = 100 * (obtained / expected - 1);
        assertThat(Math.abs(error)).as("%s: %s", anchor, obtained).isLessThanOrEqualTo(allowed);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | " + format + " | " + format + " | %+.1f %% | %.0f %% | %s |",
                        anchor,
                        expected,
                        obtained,
                        error,
                        allowed,
                        source));
    }

    /// A row that is told in full.
    void near(ComponentAnchors.Row row) {
        near(
                row.anchor(),
                row.expected(),
                row.obtained(),
                row.allowed(),
                row.format(),
                row.source());
    }

    /// The lines of the table, in order.
    String text() {
        return String.join("\n", rows);
    }
}
