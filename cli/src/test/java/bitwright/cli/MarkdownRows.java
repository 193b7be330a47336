package bitwright.cli;

import java.util.ArrayList;
import java.util.List;

/// A table of a page that a test writes: a header, then rows; all columns but the first are
/// numbers.
final class MarkdownRows {
    private final List<String> lines = new ArrayList<>();

    MarkdownRows(List<String> header) {
        row(header);
        lines.add("|---|" + "---:|".repeat(header.size() - 1));
    }

    void row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    String text() {
        return String.join("\n", lines) + "\n\n";
    }
}
