package bitwright.arch.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The number formats of one multiply-accumulate: weights, activations and the accumulator.
public record Precision(NumberFormat weights, NumberFormat activations, Accumulator accumulator) {
    private static final Pattern NAME = Pattern.compile("(w|pot)(0|[1-9][0-9]?)a(0|[1-9][0-9]?)");

    /// The accumulator that every instruction of today has: 32-bit two's complement.
    public static final int ACCUMULATOR_BITS = 32;

    /// The short name by which plans, tables and command lines call it: `w4a8`, `pot4a8`. It does
    /// not tell signed activations from unsigned ones, which the data decide.
    public String name() {
        return weights.weightLabel() + "a" + activations.bits();
    }

    /// The same precision with unsigned activations of the same width, for tensors that are never
    /// negative.
    public Precision withUnsignedActivations() {
        return new Precision(weights, new Int(activations.bits(), false), accumulator);
    }

    /// Parses a short name, with signed activations and a 32-bit accumulator.
    ///
    /// @throws IllegalArgumentException if the name has another form or a width is out of range
    public static Precision parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "precision '"
                            + name
                            + "' is unknown. Maybe w8a8, w4a8 or pot4a8: weight format, then activation bits.");
        }
        String family = matcher.group(1).equals("w") ? "int" : "pot";
        return new Precision(
                NumberFormat.parse(family + matcher.group(2)),
                NumberFormat.parse("int" + matcher.group(3)),
                new Accumulator(ACCUMULATOR_BITS));
    }
}
