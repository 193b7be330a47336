package bitwright.kernels.fast;

import bitwright.workload.LoopNest;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products in float fused multiply-adds, exact and so equal to integer arithmetic bit for bit:
/// every partial sum of a block is an integer of magnitude at most 2^24.
final class FloatProduct implements PanelProduct {
    /// The greatest magnitude up to which every integer is a 32-bit float.
    static final long EXACT = 1L << 24;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int COLUMNS = 2 * LANES;

    private final PackedOrder order;
    private final float[] weights;

    FloatProduct(LoopNest nest, int[] integers, int[] blocks) {
        order = PackedOrder.of(nest, blocks);
        weights = new float[order.elements()];
        order.pack(integers, (index, weight) -> weights[index] = weight);
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void load(
            PhaseGeometry geometry, int[] input, int images, int group, Workspace workspace) {
        int size = geometry.bufferSize(images, COLUMNS);
        float[] buffer = workspace.floats(size);
        if (!geometry.isDense()) {
            Arrays.fill(buffer, 0, size, 0f);
        }
        geometry.split(
                images,
                group,
                (from, step, to, count) -> {
                    if (step == 1) {
                        for (int i = 0; i < count; i++) {
                            buffer[to + i] = input[from + i];
                        }
                    } else {
                        for (int i = 0; i < count; i++) {
                            buffer[to + i] = input[from + i * step];
                        }
                    }
                });
    }

    @Override
    public void sum(int[] tapOffsets, int position, int group, Workspace workspace, int[] sums) {
        float[] buffer = workspace.floats(0);
        int[] blocks = order.blocks();
        int channelBlocks = order.channelBlocks();
        int weight = group * order.groupElements();
        for (int block = 0; block + 1 < blocks.length; block++) {
            int from = blocks[block];
            int taps = blocks[block + 1] - from;
            float[] panel = workspace.floatPanel(taps * COLUMNS);
            pack(buffer, tapOffsets, from, taps, position, panel);
            for (int k = 0; k < channelBlocks; k++) {
                multiply(panel, weights, weight, taps, sums, k * ROWS * COLUMNS, block > 0);
                weight += taps * ROWS;
            }
        }
    }

    private static void pack(
            float[] buffer, int[] tapOffsets, int from, int taps, int position, float[] panel) {
        for (int tap = 0; tap < taps; tap++) {
            int in = tapOffsets[from + tap] + position;
            FloatVector.fromArray(FLOATS, buffer, in).intoArray(panel, tap * COLUMNS);
            FloatVector.fromArray(FLOATS, buffer, in + LANES)
                    .intoArray(panel, tap * COLUMNS + LANES);
        }
    }

    private static void multiply(
            float[] panel, float[] weights, int weight, int taps, int[] sums, int at, boolean add) {
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
        put(a0, sums, at, add);
        put(a1, sums, at + LANES, add);
        put(b0, sums, at + COLUMNS, add);
        put(b1, sums, at + COLUMNS + LANES, add);
        put(c0, sums, at + 2 * COLUMNS, add);
        put(c1, sums, at + 2 * COLUMNS + LANES, add);
        put(d0, sums, at + 3 * COLUMNS, add);
        put(d1, sums, at + 3 * COLUMNS + LANES, add);
    }

    private static void put(FloatVector values, int[] sums, int at, boolean add) {
        IntVector integers = (IntVector) values.convert(VectorOperators.F2I, 0);
        if (add) {
            integers = integers.add(IntVector.fromArray(IntVector.SPECIES_PREFERRED, sums, at));
        }
        integers.intoArray(sums, at);
    }
}
