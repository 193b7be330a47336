package bitwright.kernels.network;

import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.fast.Workspace;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.ReferencePool;
import java.util.Arrays;
import java.util.List;

/// Runs stages on some images; holds the arrays of one thread.
final class StageRunner {
    private final List<Stage> stages;
    private final List<Integer> slotElements;
    private final int[][] slots;
    private final Workspace workspace = new Workspace();

    StageRunner(List<Stage> stages, List<Integer> slotElements, int images) {
        this.stages = stages;
        this.slotElements = slotElements;
        slots = new int[slotElements.size()][];
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot] = new int[Math.multiplyExact(slotElements.get(slot), images)];
        }
    }

    /// The array of a slot: `[image][element]`.
    int[] slot(int slot) {
        return slots[slot];
    }

    /// Runs every stage on the images whose quantized input lies in slot 0.
    void run(int images) {
        for (Stage stage : stages) {
            int count = slotElements.get(stage.target()) * images;
            int[] target = slots[stage.target()];
            switch (stage) {
                case Stage.Requantize it ->
                        it.requantization().apply(slots[it.source()], target, count, count);
                case Stage.Contract it -> contract(it, images, target);
                case Stage.ContractInRegister it ->
                        it.work()
                                .run(
                                        slots[it.source()],
                                        slotElements.get(it.source()),
                                        images,
                                        target,
                                        it.requantization(),
                                        it.positions());
                case Stage.Add it -> add(it, target, count);
                case Stage.MaximumPool it -> {
                    int[] input = slots[it.source()];
                    System.arraycopy(maximum(it.shape(), input, images), 0, target, 0, count);
                }
                case Stage.AveragePool it -> average(it, slots[it.source()], images, target);
            }
        }
    }

    private void contract(Stage.Contract stage, int images, int[] target) {
        int[] source = slots[stage.source()];
        FastRequantization requantization = stage.requantization();
        if (requantization == null) {
            stage.contraction().accumulate(source, images, target, workspace);
        } else {
            stage.contraction().requantize(source, images, target, workspace, requantization);
        }
    }

    private void add(Stage.Add stage, int[] target, int count) {
        int[] left = slots[stage.left()];
        int[] right = slots[stage.right()];
        for (int i = 0; i < count; i++) {
            // Both addends are wide streams, below 2^30 in magnitude.
            target[i] = Math.min(Math.max(left[i] + right[i], stage.minimum()), stage.maximum());
        }
    }

    private static PoolShape ofImages(PoolShape shape, int images) {
        return new PoolShape(
                shape.planes() * images,
                shape.inputHeight(),
                shape.inputWidth(),
                shape.outputHeight(),
                shape.outputWidth(),
                shape.height(),
                shape.width(),
                shape.window());
    }

    private static int[] maximum(PoolShape shape, int[] input, int images) {
        return ReferencePool.maximum(trim(shape, input, images), ofImages(shape, images));
    }

    private static int[] trim(PoolShape shape, int[] input, int images) {
        int elements = shape.planes() * shape.inputHeight() * shape.inputWidth() * images;
        return input.length == elements ? input : Arrays.copyOf(input, elements);
    }

    private static void average(Stage.AveragePool stage, int[] input, int images, int[] target) {
        PoolShape shape = stage.shape();
        long[] sums = ReferencePool.sum(trim(shape, input, images), ofImages(shape, images));
        int positions = shape.outputHeight() * shape.outputWidth();
        for (int i = 0; i < sums.length; i++) {
            int position = i % positions;
            int taps =
                    stage.countIncludesPadding()
                            ? shape.height() * shape.width()
                            : shape.tapsInside(
                                    position / shape.outputWidth(), position % shape.outputWidth());
            // A window in the padding alone has the sum zero, whatever the divisor.
            target[i] = stage.byTaps().get(Math.max(taps, 1) - 1).apply(sums[i], 0);
        }
    }
}
