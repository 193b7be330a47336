package bitwright.arch.reader;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The known word nearest to a mistyped one.
final class Nearest {
    private Nearest() {}

    /// The candidate with the least edit distance, the first among equals.
    static String of(String word, List<String> candidates) {
        return candidates.stream()
                .min(
                        Comparator.comparingInt(candidate ->
                                distance(
                                        word.toLowerCase(Locale.ROOT),
                                        candidate.toLowerCase(Locale.ROOT))))
                .orElse("none");
    }

    /// Levenshtein's distance; words beyond 100 letters count by their first 100.
    private static int distance(String left, String right) {
        String a = left.substring(0, Math.min(100, left.length()));
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (a.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
