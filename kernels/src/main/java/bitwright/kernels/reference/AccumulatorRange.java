package bitwright.kernels.reference;

/// The least and the greatest value that any partial sum of an accumulator can have, whatever the
/// order of the additions; zero, where it starts, is among them.
public record AccumulatorRange(long least, long greatest) {
    /// An accumulator that stays zero.
    public static final AccumulatorRange ZERO = new AccumulatorRange(0, 0);

    public AccumulatorRange {
        if (least > 0 || greatest < 0) {
            throw new IllegalArgumentException(
                    "an accumulator's range (" + least + " to " + greatest + ") must include 0.");
        }
    }

    /// The narrowest two's complement width that holds the range, 1 to 64.
    public int bits() {
        long below = least < 0 ? ~least : 0;
        return 65 - Math.min(Long.numberOfLeadingZeros(greatest), Long.numberOfLeadingZeros(below));
    }

    /// The range of either.
    public AccumulatorRange or(AccumulatorRange other) {
        return new AccumulatorRange(
                Math.min(least, other.least), Math.max(greatest, other.greatest));
    }
}
