package bitwright.kernels.codec;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one has to know of a number format to compute with its codes exactly, whatever its family:
/// how a code becomes an integer, or the shifts and additions that stand for it. Immutable.
///
/// The integers are those of [Integers]: `decode(code) * 2^exponent`.
public final class ExactWeights {
    /// How a code becomes what is added.
    public enum Decoding {
        /// The code is the low bits of the integer itself.
        INTEGER,
        /// The integer is looked up.
        TABLE,
        /// The activation is shifted and added or subtracted for each term.
        SHIFTS
    }

    private final NumberFormat format;
    private final Decoding decoding;
    private final int exponent;
    private final @Nullable ShiftTerms terms;

    private ExactWeights(
            NumberFormat format, Decoding decoding, int exponent, @Nullable ShiftTerms terms) {
        this.format = format;
        this.decoding = decoding;
        this.exponent = exponent;
        this.terms = terms;
    }

    /// The exact arithmetic of a format.
    ///
    /// @throws IllegalArgumentException if the format has no exact integer form
    public static ExactWeights of(NumberFormat format) {
        int exponent = Integers.exponent(format);
        boolean shifts = ShiftTerms.exists(format);
        Decoding decoding =
                shifts
                        ? Decoding.SHIFTS
                        : format instanceof Int ? Decoding.INTEGER : Decoding.TABLE;
        return new ExactWeights(format, decoding, exponent, shifts ? ShiftTerms.of(format) : null);
    }

    /// The format.
    public NumberFormat format() {
        return format;
    }

    /// How its codes are computed with.
    public Decoding decoding() {
        return decoding;
    }

    /// The power of two that makes every level an integer.
    public int exponent() {
        return exponent;
    }

    /// Whether a code means a number, and not NaN or infinity.
    public boolean isNumber(int code) {
        return Double.isFinite(format.decode(code));
    }

    /// The integer of a code.
    ///
    /// @throws IllegalArgumentException if the code is none of the format or no number
    public int integer(int code) {
        return Integers.of(format, code);
    }

    /// The least integer of the format.
    public int least() {
        return (int) Math.scalb(format.least(), exponent);
    }

    /// The greatest integer of the format.
    public int greatest() {
        return (int) Math.scalb(format.greatest(), exponent);
    }

    /// The terms of a code in the order in which they are added; 0 unless they are shifts.
    public int terms(int code) {
        return terms == null ? 0 : terms.terms(code);
    }

    /// The shift of one term, at least 0.
    ///
    /// @throws NullPointerException if the format has no terms
    public int shift(int code, int term) {
        return Objects.requireNonNull(terms).shift(code, term);
    }

    /// Whether one term is subtracted.
    ///
    /// @throws NullPointerException if the format has no terms
    public boolean isNegative(int code, int term) {
        return Objects.requireNonNull(terms).isNegative(code, term);
    }

    /// How far a running sum can go within one weight, for an activation of one: the greatest sum
    /// of the magnitudes of a code's terms, or the greatest magnitude of an integer.
    public long greatestTravel() {
        long greatest = Math.max(Math.abs((long) least()), Math.abs((long) greatest()));
        if (terms != null) {
            for (int code = 0; code < format.codes(); code++) {
                long sum = 0;
                for (int term = 0; term < terms.terms(code); term++) {
                    sum += 1L << terms.shift(code, term);
                }
                greatest = Math.max(greatest, sum);
            }
        }
        return greatest;
    }
}
