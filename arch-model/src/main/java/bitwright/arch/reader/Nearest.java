package bitwright.arch.reader;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The suggestion after "Maybe": the legal word that is nearest to a wrong one, by edit distance.
final class Nearest {
    private Nearest() {}

    /// The nearest legal word, or all of them where none is near (more than half of it differs).
    static String of(String wrong, List<String> legal) {
        String best =
                legal.stream()
                        .min(Comparator.comparingInt(word -> distance(wrong, word)))
                        .orElse("");
        return distance(wrong, best) * 2 <= best.length()
                ? best
                : (legal.size() > 1 ? "one of " : "") + String.join(", ", legal);
    }

    /// Levenshtein distance, letter case ignored.
    static int distance(String left, String right) {
        String a = clipped(left);
        String b = clipped(right);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }

    private static String clipped(String word) {
        return word.substring(0, Math.min(word.length(), 100)).toLowerCase(Locale.ROOT);
    }
}
