package bitwright.arch.component;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// A table of published prices beside this class; its last column is the source and may hold
/// commas.
final class AnchorFile {
    private AnchorFile() {}

    /// The rows below the header.
    static List<String[]> rows(String name, int columns) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(AnchorFile.class.getResourceAsStream(name)),
                                StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(line -> line.split(",", columns)).toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// A number, or none where the cell is empty.
    static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
}
