package bitwright.precision.table;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rows of comma-separated values.
public final class CsvText {
    private CsvText() {}

    /// A row with its line feed; cells are quoted where they must be (RFC 4180).
    public static String row(Stream<String> cells) {
        return cells.map(CsvText::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
