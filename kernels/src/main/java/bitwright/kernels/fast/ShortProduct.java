package bitwright.kernels.fast;

import bitwright.workload.LoopNest;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products of narrow operands in 16-bit lanes, twice as many as of 32 bits: every partial sum of a
/// block fits 16 bits, and the sums of blocks are added in 32.
final class ShortProduct implements PanelProduct {
    /// The greatest magnitude of a partial sum.
    static final long EXACT = Short.MAX_VALUE;

    /// Several blocks shorter than this on average spend on widening what they save.
    static final int LEAST_AVERAGE = 96;

    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final int LANES = SHORTS.length();
    private static final int COLUMNS = 2 * LANES;

    private final PackedOrder order;
    private final short[] weights;

    ShortProduct(LoopNest nest, int[] integers, int[] blocks) {
        order = PackedOrder.of(nest, blocks);
        weights = new short[order.elements()];
        order.pack(integers, (index, weight) -> weights[index] = (short) weight);
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void load(
            PhaseGeometry geometry, int[] input, int images, int group, Workspace workspace) {
        int size = geometry.bufferSize(images, COLUMNS);
        short[] buffer = workspace.shorts(size);
        if (!geometry.isDense()) {
            Arrays.fill(buffer, 0, size, (short) 0);
        }
        geometry.split(
                images,
                group,
                (from, step, to, count) -> {
                    if (step == 1) {
                        for (int i = 0; i < count; i++) {
                            buffer[to + i] = (short) input[from + i];
                        }
                    } else {
                        for (int i = 0; i < count; i++) {
                            buffer[to + i] = (short) input[from + i * step];
                        }
                    }
                });
    }

    @Override
    public void sum(int[] tapOffsets, int position, int group, Workspace workspace, int[] sums) {
        short[] buffer = workspace.shorts(0);
        int[] blocks = order.blocks();
        int channelBlocks = order.channelBlocks();
        int weight = group * order.groupElements();
        for (int block = 0; block + 1 < blocks.length; block++) {
            int from = blocks[block];
            int taps = blocks[block + 1] - from;
            short[] panel = workspace.shortPanel(taps * COLUMNS);
            pack(buffer, tapOffsets, from, taps, position, panel);
            for (int k = 0; k < channelBlocks; k++) {
                multiply(panel, weights, weight, taps, sums, k * ROWS * COLUMNS, block > 0);
                weight += taps * ROWS;
            }
        }
    }

    private static void pack(
            short[] buffer, int[] tapOffsets, int from, int taps, int position, short[] panel) {
        for (int tap = 0; tap < taps; tap++) {
            int in = tapOffsets[from + tap] + position;
            ShortVector.fromArray(SHORTS, buffer, in).intoArray(panel, tap * COLUMNS);
            ShortVector.fromArray(SHORTS, buffer, in + LANES)
                    .intoArray(panel, tap * COLUMNS + LANES);
        }
    }

    private static void multiply(
            short[] panel, short[] weights, int weight, int taps, int[] sums, int at, boolean add) {
        ShortVector a0 = ShortVector.zero(SHORTS);
        ShortVector a1 = a0;
        ShortVector b0 = a0;
        ShortVector b1 = a0;
        ShortVector c0 = a0;
        ShortVector c1 = a0;
        ShortVector d0 = a0;
        ShortVector d1 = a0;
        for (int tap = 0; tap < taps; tap++) {
            ShortVector x0 = ShortVector.fromArray(SHORTS, panel, tap * COLUMNS);
            ShortVector x1 = ShortVector.fromArray(SHORTS, panel, tap * COLUMNS + LANES);
            ShortVector w = ShortVector.broadcast(SHORTS, weights[weight + tap * ROWS]);
            a0 = x0.mul(w).add(a0);
            a1 = x1.mul(w).add(a1);
            w = ShortVector.broadcast(SHORTS, weights[weight + tap * ROWS + 1]);
            b0 = x0.mul(w).add(b0);
            b1 = x1.mul(w).add(b1);
            w = ShortVector.broadcast(SHORTS, weights[weight + tap * ROWS + 2]);
            c0 = x0.mul(w).add(c0);
            c1 = x1.mul(w).add(c1);
            w = ShortVector.broadcast(SHORTS, weights[weight + tap * ROWS + 3]);
            d0 = x0.mul(w).add(d0);
            d1 = x1.mul(w).add(d1);
        }
        put(a0, sums, at, add);
        put(a1, sums, at + LANES, add);
        put(b0, sums, at + COLUMNS, add);
        put(b1, sums, at + COLUMNS + LANES, add);
        put(c0, sums, at + 2 * COLUMNS, add);
        put(c1, sums, at + 2 * COLUMNS + LANES, add);
        put(d0, sums, at + 3 * COLUMNS, add);
        put(d1, sums, at + 3 * COLUMNS + LANES, add);
    }

    private static void put(ShortVector values, int[] sums, int at, boolean add) {
        putHalf(values, 0, sums, at, add);
        putHalf(values, 1, sums, at + LANES / 2, add);
    }

    private static void putHalf(ShortVector values, int half, int[] sums, int at, boolean add) {
        IntVector integers = (IntVector) values.convert(VectorOperators.S2I, half);
        if (add) {
            integers = integers.add(IntVector.fromArray(IntVector.SPECIES_PREFERRED, sums, at));
        }
        integers.intoArray(sums, at);
    }
}
