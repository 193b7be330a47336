package bitwright.kernels.network;

import bitwright.kernels.fast.ActivationProduct;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.fast.Workspace;
import bitwright.kernels.reference.IntegerGelu;
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
    private long[] scratch = new long[0];

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
                case Stage.Multiply it -> multiply(it, images, target, count);
                case Stage.MultiplyInRegister it -> multiplyInRegister(it, images, target);
                case Stage.AddConstant it -> add(it, images, target);
                case Stage.Softmax it -> softmax(it, target, count);
                case Stage.LayerNorm it -> layerNorm(it, target, count);
                case Stage.Gelu it -> gelu(it, target, count);
                case Stage.Mean it -> mean(it, target, count);
                case Stage.Gather it -> gather(it, images, target);
                case Stage.Place it -> place(it, images, target);
                case Stage.Fill it -> fill(it, images, target);
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

    private void add(Stage.AddConstant stage, int images, int[] target) {
        int[] source = slots[stage.source()];
        int[] addend = stage.addend();
        for (int image = 0; image < images; image++) {
            int from = image * addend.length;
            for (int i = 0; i < addend.length; i++) {
                // Both are below 2^30 in magnitude.
                int sum = source[from + i] + addend[i];
                target[from + i] = Math.min(Math.max(sum, stage.minimum()), stage.maximum());
            }
        }
    }

    private void multiply(Stage.Multiply stage, int images, int[] target, int count) {
        ActivationProduct.accumulate(
                stage.nest(), slots[stage.left()], slots[stage.right()], images, target);
        FastRequantization requantization = stage.requantization();
        if (requantization != null) {
            requantization.apply(target, target, count, count);
        }
    }

    private void multiplyInRegister(Stage.MultiplyInRegister stage, int images, int[] target) {
        int leftElements = slotElements.get(stage.left());
        int rightElements = slotElements.get(stage.right());
        int outputs = slotElements.get(stage.target());
        for (int image = 0; image < images; image++) {
            int[] left = part(slots[stage.left()], image, leftElements);
            int[] right = part(slots[stage.right()], image, rightElements);
            int[] output = new int[outputs];
            RegisterWork work = stage.work().with(codes(right, stage.work().format().bits()));
            work.run(left, leftElements, 1, output, stage.requantization(), outputs);
            System.arraycopy(output, 0, target, image * outputs, outputs);
        }
    }

    private static int[] part(int[] values, int image, int elements) {
        return Arrays.copyOfRange(values, image * elements, (image + 1) * elements);
    }

    /// The bit patterns of integers.
    static int[] codes(int[] integers, int bits) {
        int[] codes = new int[integers.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = integers[i] & ((1 << bits) - 1);
        }
        return codes;
    }

    private void softmax(Stage.Softmax stage, int[] target, int count) {
        if (scratch.length < stage.length()) {
            scratch = new long[stage.length()];
        }
        int[] source = slots[stage.source()];
        for (int row = 0; row < count; row += stage.length()) {
            stage.softmax().apply(source, row, stage.length(), target, scratch);
        }
        stage.requantization().apply(target, target, count, count);
    }

    private void layerNorm(Stage.LayerNorm stage, int[] target, int count) {
        int[] source = slots[stage.source()];
        for (int row = 0; row < count; row += stage.norm().length()) {
            stage.norm().apply(source, row, target);
        }
        stage.requantization().apply(target, target, count, count);
    }

    private void gelu(Stage.Gelu stage, int[] target, int count) {
        int[] source = slots[stage.source()];
        IntegerGelu gelu = stage.gelu();
        for (int i = 0; i < count; i++) {
            target[i] = gelu.of(source[i]);
        }
        stage.requantization().apply(target, target, count, count);
    }

    /// No sum leaves 32 bits: the source is bounded by the count.
    private void mean(Stage.Mean stage, int[] target, int count) {
        int[] source = slots[stage.source()];
        int inner = stage.inner();
        Arrays.fill(target, 0, count, 0);
        for (int outer = 0; outer < count; outer += inner) {
            for (int term = 0; term < stage.count(); term++) {
                int from = outer * stage.count() + term * inner;
                for (int i = 0; i < inner; i++) {
                    target[outer + i] += source[from + i];
                }
            }
        }
        stage.requantization().apply(target, target, count, count);
    }

    private void gather(Stage.Gather stage, int images, int[] target) {
        int[] source = slots[stage.source()];
        int[] sources = stage.sources();
        int elements = slotElements.get(stage.source());
        for (int image = 0; image < images; image++) {
            int from = image * elements;
            int to = image * sources.length;
            for (int i = 0; i < sources.length; i++) {
                target[to + i] = source[from + sources[i]];
            }
        }
    }

    private void place(Stage.Place stage, int images, int[] target) {
        int[] source = slots[stage.source()];
        int[] sources = stage.sources();
        int[] targets = stage.targets();
        for (int image = 0; image < images; image++) {
            int from = image * slotElements.get(stage.source());
            int to = image * slotElements.get(stage.target());
            for (int i = 0; i < sources.length; i++) {
                target[to + targets[i]] = source[from + sources[i]];
            }
        }
    }

    private void fill(Stage.Fill stage, int images, int[] target) {
        int[] targets = stage.targets();
        for (int image = 0; image < images; image++) {
            int to = image * slotElements.get(stage.target());
            for (int i = 0; i < targets.length; i++) {
                target[to + targets[i]] = stage.values()[i];
            }
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
