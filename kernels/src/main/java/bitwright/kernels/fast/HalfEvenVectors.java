package bitwright.kernels.fast;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Dyadic requantization with rounding half to even, several values at a time, in doubles that are
/// exact.
///
/// A sum of value and bias of magnitude at most 2^22 times a multiplier below 2^31 is an integer of
/// at most 53 bits, so a double holds it; scaling by a power of two is exact; adding 1.5 · 2^52
/// makes the processor round to an integer, half to even, and leaves that integer in the low bits.
/// Values beyond 2^22 are left to the scalar loop.
final class HalfEvenVectors {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTEGERS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
    private static final double GREATEST_SUM = 1 << 22;
    private static final double ROUNDER = 1.5 * (1L << 52);

    private HalfEvenVectors() {}

    /// The scalar loop for values that a double product would not hold exactly.
    interface Scalar {
        /// Requantizes the elements of one channel from one index to another.
        void apply(int[] values, int[] output, int from, int to, int channel);
    }

    /// Requantizes whole vectors of one channel.
    ///
    /// @param factor a multiplier below 2^31 times a power of two, at most 2^28
    /// @return the first element that is left over
    static int apply(
            int[] values,
            int[] output,
            int from,
            int to,
            int bias,
            double factor,
            int minimum,
            int maximum,
            Scalar scalar,
            int channel) {
        int lanes = DOUBLES.length();
        int i = from;
        for (; i <= to - lanes; i += lanes) {
            var sums =
                    ((DoubleVector)
                                    IntVector.fromArray(INTEGERS, values, i)
                                            .convertShape(VectorOperators.I2D, DOUBLES, 0))
                            .add(bias);
            if (sums.abs().compare(VectorOperators.GT, GREATEST_SUM).anyTrue()) {
                scalar.apply(values, output, i, i + lanes, channel);
                continue;
            }
            sums.mul(factor)
                    .add(ROUNDER)
                    .max(ROUNDER + minimum)
                    .min(ROUNDER + maximum)
                    .reinterpretAsLongs()
                    .convertShape(VectorOperators.L2I, INTEGERS, 0)
                    .reinterpretAsInts()
                    .intoArray(output, i);
        }
        return i;
    }
}
