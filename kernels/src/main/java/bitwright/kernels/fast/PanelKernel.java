package bitwright.kernels.fast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops: a panel of positions times a block of four output channels, in float fused
/// multiply-adds.
///
/// Exact, and so equal to integer arithmetic bit for bit, while every partial sum is an integer of
/// magnitude at most 2^24; who calls it sees to that.
final class PanelKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /// Positions in a panel. Four channels times two vectors take eight of AVX2's sixteen registers
    /// for sums, which the compiler keeps in registers; wider blocks were measured to spill.
    static final int COLUMNS = 2 * LANES;

    /// Output channels in a block.
    static final int ROWS = 4;

    private PanelKernel() {}

    /// Gathers taps `from` to `to` of the panel that begins at a position: `[tap][column]`.
    static void pack(
            float[] buffer, int[] tapOffsets, int from, int to, int position, float[] panel) {
        int out = 0;
        for (int tap = from; tap < to; tap++) {
            int in = tapOffsets[tap] + position;
            FloatVector.fromArray(FLOATS, buffer, in).intoArray(panel, out);
            FloatVector.fromArray(FLOATS, buffer, in + LANES).intoArray(panel, out + LANES);
            out += COLUMNS;
        }
    }

    /// Multiplies a packed panel of `taps` by the weights of four channels (`[tap][channel]` from
    /// `weight` on) and stores or adds the results as integers, a row of `stride` for each channel.
    static void multiply(
            float[] panel,
            float[] weights,
            int weight,
            int taps,
            int[] out,
            int at,
            int stride,
            boolean add) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int tap = 0; tap < taps; tap++) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, panel, tap * COLUMNS);
            FloatVector x1 = FloatVector.fromArray(FLOATS, panel, tap * COLUMNS + LANES);
            FloatVector w = FloatVector.broadcast(FLOATS, weights[weight + tap * ROWS]);
            a0 = x0.fma(w, a0);
            a1 = x1.fma(w, a1);
            w = FloatVector.broadcast(FLOATS, weights[weight + tap * ROWS + 1]);
            b0 = x0.fma(w, b0);
            b1 = x1.fma(w, b1);
            w = FloatVector.broadcast(FLOATS, weights[weight + tap * ROWS + 2]);
            c0 = x0.fma(w, c0);
            c1 = x1.fma(w, c1);
            w = FloatVector.broadcast(FLOATS, weights[weight + tap * ROWS + 3]);
            d0 = x0.fma(w, d0);
            d1 = x1.fma(w, d1);
        }
        put(a0, out, at, add);
        put(a1, out, at + LANES, add);
        put(b0, out, at + stride, add);
        put(b1, out, at + stride + LANES, add);
        put(c0, out, at + 2 * stride, add);
        put(c1, out, at + 2 * stride + LANES, add);
        put(d0, out, at + 3 * stride, add);
        put(d1, out, at + 3 * stride + LANES, add);
    }

    private static void put(FloatVector sums, int[] out, int at, boolean add) {
        IntVector integers = (IntVector) sums.convert(VectorOperators.F2I, 0);
        if (add) {
            integers = integers.add(IntVector.fromArray(IntVector.SPECIES_PREFERRED, out, at));
        }
        integers.intoArray(out, at);
    }
}
