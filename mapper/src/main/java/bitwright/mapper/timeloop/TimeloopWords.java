package bitwright.mapper.timeloop;

import bitwright.arch.reader.Cursor;
import bitwright.arch.reader.MachineFileException;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of Timeloop's files: dimensions, data spaces, factors and permutations.
///
/// Dimensions as Timeloop's convolution has them: `N` batch, `M` (or `K`) output channels, `C`
/// input channels, `P` and `R` output and filter columns (its `W`), `Q` and `S` output and filter
/// rows (its `H`); `G` groups.
final class TimeloopWords {
    private static final Pattern FACTOR =
            Pattern.compile("([A-Za-z])\\s*(<=|=)?\\s*([0-9]+)(?:,([0-9]+))?(?:\\s+|$|,\\s*)");

    private TimeloopWords() {}

    /// The letter of a dimension.
    static String letter(Dim dim) {
        return switch (dim) {
            case B -> "N";
            case G -> "G";
            case K -> "M";
            case C -> "C";
            case OY -> "Q";
            case OX -> "P";
            case FY -> "S";
            case FX -> "R";
        };
    }

    private static Dim dim(Cursor place, String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "N" -> Dim.B;
            case "G" -> Dim.G;
            case "M", "K" -> Dim.K;
            case "C" -> Dim.C;
            case "Q" -> Dim.OY;
            case "P" -> Dim.OX;
            case "S" -> Dim.FY;
            case "R" -> Dim.FX;
            default ->
                    throw place.refused(
                            "has the dimension '"
                                    + letter
                                    + "'. Maybe one of N, M (or K), C, P, Q, R, S, G.");
        };
    }

    /// The name of an operand's data space.
    static String dataSpace(Operand operand) {
        return switch (operand) {
            case INPUT -> "Inputs";
            case WEIGHT -> "Weights";
            case OUTPUT -> "Outputs";
        };
    }

    /// A list of data spaces; empty where the key is absent.
    static List<Operand> dataSpaces(Cursor entry, String key) {
        List<Operand> operands = new ArrayList<>();
        if (!entry.has(key) || entry.at(key).isEmptyList()) {
            return operands;
        }
        for (Cursor name : entry.at(key).items("a data space, such as Inputs")) {
            operands.add(
                    switch (name.text().toLowerCase(Locale.ROOT)) {
                        case "input", "inputs" -> Operand.INPUT;
                        case "weight", "weights" -> Operand.WEIGHT;
                        case "output", "outputs" -> Operand.OUTPUT;
                        default ->
                                throw name.refused(
                                        "is no data space. Maybe Inputs, Weights or Outputs.");
                    });
        }
        return operands;
    }

    /// Factors such as `C1 M<=8 R0` or a list of them; 0 is the whole dimension. `P4,3` (three
    /// trips at the end of the dimension) counts as 4.
    static Map<Dim, Extent> factors(Cursor entry) {
        Map<Dim, Extent> factors = new EnumMap<>(Dim.class);
        if (!entry.has("factors")) {
            return factors;
        }
        Cursor place = entry.at("factors");
        for (Cursor part : place.isList() ? parts(place) : List.of(place)) {
            String text = part.text().strip();
            Matcher matcher = FACTOR.matcher(text);
            int end = 0;
            while (end < text.length()) {
                if (!matcher.find(end) || matcher.start() != end) {
                    throw part.refused(
                            "has no factor at '"
                                    + text.substring(end)
                                    + "'. Maybe C4, C=4 or C<=4.");
                }
                end = matcher.end();
                put(factors, part, matcher);
            }
        }
        return factors;
    }

    private static List<Cursor> parts(Cursor place) {
        return place.isEmptyList() ? List.of() : place.items("a factor, such as C=4");
    }

    private static void put(Map<Dim, Extent> factors, Cursor place, Matcher matcher) {
        Dim dim = dim(place, matcher.group(1));
        boolean bounded = "<=".equals(matcher.group(2));
        int value = number(place, matcher.group(3));
        int rest = matcher.group(4) == null ? value : number(place, matcher.group(4));
        if (rest < 1 && value > 0 || rest > value || bounded && value < 1) {
            throw place.refused(
                    "has the factor '"
                            + matcher.group().strip()
                            + "', which is none. Maybe "
                            + matcher.group(1)
                            + Math.max(value, 1)
                            + ".");
        }
        Extent extent =
                value == 0
                        ? Extent.WHOLE
                        : new Extent(bounded ? Relation.AT_MOST : Relation.EXACTLY, value);
        if (factors.put(dim, extent) != null) {
            throw place.refused("has two factors of " + matcher.group(1) + ". Maybe remove one.");
        }
    }

    private static int number(Cursor place, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException problem) {
            throw beyond(place, digits);
        }
    }

    private static MachineFileException beyond(Cursor place, String digits) {
        return place.refused(
                "has the number " + digits + ", beyond 31 bits. Maybe a digit too many.");
    }

    /// A permutation, the innermost first; blanks and commas have no meaning.
    static List<Dim> permutation(Cursor entry) {
        List<Dim> order = new ArrayList<>();
        if (!entry.has("permutation")) {
            return order;
        }
        Cursor place = entry.at("permutation");
        for (Cursor part :
                place.isList() ? place.items("a dimension, such as C") : List.of(place)) {
            for (String letter : part.text().replaceAll("[\\s,]+", "").split("")) {
                Dim dim = dim(part, letter);
                if (order.contains(dim)) {
                    throw part.refused("has " + letter + " twice. Maybe remove one.");
                }
                order.add(dim);
            }
        }
        return order;
    }
}
