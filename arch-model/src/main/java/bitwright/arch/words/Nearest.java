package bitwright.arch.words;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The suggestion after "Maybe": the legal word that is nearest to a wrong one, by edit distance.
public final class Nearest {
    private Nearest() {}

    /// The nearest legal word, or all of them where none is near (more than half of it differs).
    public static String of(String wrong, List<String> legal) {
        return one(wrong, legal)
                .orElseGet(() -> (legal.size() > 1 ? "one of " : "") + String.join(", ", legal));
    }

    /// The nearest legal word, if any is near (at most half of it differs).
    public static Optional<String> one(String wrong, List<String> legal) {
        return legal.stream()
                .min(Comparator.comparingInt(word -> distance(wrong, word)))
                .filter(best -> distance(wrong, best) * 2 <= best.length());
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
