package bitwright.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Aligned columns of text, two spaces apart, under a ruled header.
final class TextTable {
    /// How a column is aligned.
    enum Align {
        LEFT,
        RIGHT
    }

    private record Column(String header, Align align) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    TextTable column(String header, Align align) {
        columns.add(new Column(header, align));
        return this;
    }

    /// @throws IllegalArgumentException if the row has not one cell a column
    void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells for " + columns.size() + " columns.");
        }
        rows.add(List.copyOf(cells));
    }

    /// The lines of the table: header, rule, rows; no line ends in a space.
    List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int index = 0; index < widths.length; index++) {
            widths[index] = width(columns.get(index).header());
            for (List<String> row : rows) {
                widths[index] = Math.max(widths[index], width(row.get(index)));
            }
        }
        var lines = new ArrayList<String>();
        lines.add(line(columns.stream().map(Column::header).toList(), widths));
        var rule = new ArrayList<String>();
        for (int width : widths) {
            rule.add("─".repeat(width));
        }
        lines.add(line(rule, widths));
        for (List<String> row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    /// The same table in GitHub-flavoured Markdown.
    ///
    /// @param escape makes a cell's text harmless
    String markdown(UnaryOperator<String> escape) {
        var text = new StringBuilder();
        appendMarkdown(text, columns.stream().map(Column::header).toList(), escape);
        appendMarkdown(
                text,
                columns.stream()
                        .map(column -> column.align() == Align.LEFT ? "---" : "---:")
                        .toList(),
                UnaryOperator.identity());
        rows.forEach(row -> appendMarkdown(text, row, escape));
        return text.toString();
    }

    private static void appendMarkdown(
            StringBuilder text, List<String> cells, UnaryOperator<String> escape) {
        cells.forEach(cell -> text.append("| ").append(escape.apply(cell)).append(' '));
        text.append("|\n");
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int index = 0; index < widths.length; index++) {
            String cell = cells.get(index);
            String space = " ".repeat(widths[index] - width(cell));
            line.append(index == 0 ? "" : "  ");
            line.append(columns.get(index).align() == Align.LEFT ? cell + space : space + cell);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
