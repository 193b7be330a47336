package bitwright.cli;

import java.util.List;

/// A plain aligned table.
final class TextTable {
    private TextTable() {}

    /// Columns from `firstRight` on are aligned to the right.
    static String of(List<String> header, List<List<String>> rows, int firstRight) {
        return of(header, rows, firstRight, header.size());
    }

    /// Columns from `firstRight` up to but not including `endRight` are aligned to the right.
    static String of(List<String> header, List<List<String>> rows, int firstRight, int endRight) {
        int[] widths = header.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, header, widths, firstRight, endRight);
        for (List<String> row : rows) {
            append(text, row, widths, firstRight, endRight);
        }
        return text.toString().stripTrailing();
    }

    private static void append(
            StringBuilder text, List<String> cells, int[] widths, int firstRight, int endRight) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(
                            column >= firstRight && column < endRight
                                    ? padding + cells.get(column)
                                    : cells.get(column) + padding)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
