package bitwright.mapper.search;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The precision that comes nearest to one that is not offered, for messages.
public final class NearestPrecision {
    private static final int TOO_NARROW = 100;
    private static final int OTHER_NAME = 1000;

    private NearestPrecision() {}

    /// The nearest of those offered: formats whose names begin alike come before all others, among
    /// these such as are wide enough, among these the narrowest, then the shortest name.
    public static Optional<Precision> of(Precision wanted, Collection<Precision> offered) {
        return offered.stream()
                .min(
                        Comparator.comparingInt((Precision other) -> distance(wanted, other))
                                .thenComparingInt(other -> other.name().length())
                                .thenComparing(Precision::name));
    }

    private static int distance(Precision wanted, Precision other) {
        return distance(wanted.weights(), other.weights())
                + distance(wanted.activations(), other.activations());
    }

    private static int distance(NumberFormat wanted, NumberFormat other) {
        int wider = other.bits() - wanted.bits();
        int apart = Math.abs(wider) + (wider < 0 ? TOO_NARROW : 0);
        return letters(other).equals(letters(wanted)) ? apart : OTHER_NAME + apart;
    }

    /// The letters that a format's name begins with.
    private static String letters(NumberFormat format) {
        return format.name().replaceFirst("[^a-z].*", "");
    }
}
