package bitwright.arch.format;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The grammar of precision names: weight label, `a`, activation label, parted where both labels
/// are known.
final class PrecisionNames {
    private static final Pattern INTEGER_WEIGHTS = Pattern.compile("w(0|[1-9][0-9]?)");
    private static final Pattern INTEGER_ACTIVATIONS = Pattern.compile("0|[1-9][0-9]?");

    private PrecisionNames() {}

    static Precision parse(String name, Collection<? extends NumberFormat> custom) {
        Precision found = null;
        String reason = null;
        for (int place = name.indexOf('a'); place >= 0; place = name.indexOf('a', place + 1)) {
            Side weights = weights(name.substring(0, place), custom);
            Side activations = activations(name.substring(place + 1), custom);
            if (weights.format() != null && activations.format() != null) {
                if (found != null) {
                    throw new IllegalArgumentException(
                            "precision '"
                                    + name
                                    + "' can be read in two ways. Maybe another name for one of the machine's"
                                    + " formats.");
                }
                found =
                        new Precision(
                                weights.format(),
                                activations.format(),
                                new Accumulator(Precision.ACCUMULATOR_BITS));
            } else if (weights.format() != null) {
                reason = activations.problem();
            } else if (activations.format() != null && reason == null) {
                reason = weights.problem();
            }
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "precision '"
                            + name
                            + "' is unknown"
                            + (reason == null
                                    ? ". Maybe w8a8, w4a8 or pot4a8: weight format, then a, then"
                                            + " activation format."
                                    : ": " + reason));
        }
        return found;
    }

    /// One side of the name: its format, or why there is none.
    private record Side(@Nullable NumberFormat format, @Nullable String problem) {}

    private static Side weights(String label, Collection<? extends NumberFormat> custom) {
        Matcher integer = INTEGER_WEIGHTS.matcher(label);
        Side side = side(integer.matches() ? "int" + integer.group(1) : label, custom);
        NumberFormat format = side.format();
        return format == null || format.weightLabel().equals(label)
                ? side
                : otherLabel("weights", label, format.weightLabel());
    }

    private static Side activations(String label, Collection<? extends NumberFormat> custom) {
        Matcher integer = INTEGER_ACTIVATIONS.matcher(label);
        Side side = side(integer.matches() ? "int" + label : label, custom);
        NumberFormat format = side.format();
        return format == null || format.activationLabel().equals(label)
                ? side
                : otherLabel("activations", label, format.activationLabel());
    }

    private static Side side(String name, Collection<? extends NumberFormat> custom) {
        try {
            return new Side(NumberFormat.parse(name, custom), null);
        } catch (IllegalArgumentException problem) {
            return new Side(null, problem.getMessage());
        }
    }

    private static Side otherLabel(String operand, String wrong, String label) {
        return new Side(
                null,
                operand
                        + " are called '"
                        + label
                        + "' there, not '"
                        + wrong
                        + "'. Maybe "
                        + label
                        + ".");
    }
}
