package bitwright.kernels.network;

import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Turns layers into stages over numbered slots.
final class StageCompiler {
    /// The rounding rule of every requantization in the integer network.
    static final Rounding ROUNDING = Rounding.HALF_EVEN;

    private final Network network;
    private final EncodingPlan plan;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Integer> slotElements = new ArrayList<>();
    private final Map<Held, Integer> slots = new LinkedHashMap<>();
    private final Map<String, ContractionWeights> weights = new LinkedHashMap<>();
    private final Map<String, Integer> contractionSources = new LinkedHashMap<>();
    private final Map<String, Integer> rawSlots = new LinkedHashMap<>();

    /// A tensor in one encoding.
    private record Held(String tensor, Encoding encoding) {}

    StageCompiler(Network network, EncodingPlan plan) {
        this.network = network;
        this.plan = plan;
        String input = network.inputs().getFirst();
        newSlot(input, plan.of(input));
        for (Layer layer : network.layers()) {
            switch (layer) {
                case Contraction contraction -> contract(contraction);
                case Pointwise pointwise -> point(pointwise);
                case View view -> alias(view);
            }
        }
    }

    List<Stage> stages() {
        return List.copyOf(stages);
    }

    /// Elements of one image in each slot.
    List<Integer> slotElements() {
        return List.copyOf(slotElements);
    }

    /// The quantized weights of each contraction.
    Map<String, ContractionWeights> weights() {
        return weights;
    }

    /// The slot that each contraction reads.
    Map<String, Integer> contractionSources() {
        return contractionSources;
    }

    /// The slot that holds a tensor in the encoding of the plan, or its raw accumulators.
    int slot(String tensor) {
        Integer raw = rawSlots.get(tensor);
        return raw != null ? raw : read(tensor, plan.of(tensor));
    }

    private int elements(String tensor) {
        List<Integer> shape = Objects.requireNonNull(network.shapes().get(tensor), tensor);
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private int newSlot(String tensor, Encoding encoding) {
        slotElements.add(elements(tensor));
        slots.put(new Held(tensor, encoding), slotElements.size() - 1);
        return slotElements.size() - 1;
    }

    /// The slot of a tensor in an encoding, requantized there if it is not held so yet.
    private int read(String tensor, Encoding wanted) {
        Integer held = slots.get(new Held(tensor, wanted));
        if (held != null) {
            return held;
        }
        Encoding from = plan.of(tensor);
        int source = Objects.requireNonNull(slots.get(new Held(tensor, from)), tensor);
        var requantization =
                Requantization.uniform(
                        factor(from.scale(), wanted.scale()),
                        ROUNDING,
                        wanted.minimum(),
                        wanted.maximum());
        int target = newSlot(tensor, wanted);
        stages.add(new Stage.Requantize(source, target, new FastRequantization(requantization)));
        return target;
    }

    private static Dyadic factor(double from, double to) {
        return from == to ? Dyadic.ONE : Dyadic.of(from / to);
    }

    private void contract(Contraction layer) {
        String input = layer.inputs().getFirst();
        Encoding encoding = plan.demand(layer, input);
        int source = read(input, encoding);
        var quantized =
                ContractionWeights.of(
                        layer, network, plan.precision(layer.name()).weights(), encoding.scale());
        weights.put(layer.name(), quantized);
        contractionSources.put(layer.name(), source);
        FastContraction contraction;
        try {
            contraction =
                    FastContraction.prepare(
                            layer.nest(),
                            quantized.weights().format(),
                            quantized.weights().codes(),
                            encoding.greatestMagnitude());
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException("layer " + layer.name() + ": " + overflow.getMessage());
        }
        int positions = layer.nest().outputHeight() * layer.nest().outputWidth();
        if (plan.isRaw(layer)) {
            slotElements.add(Math.toIntExact(layer.nest().elements(Operand.OUTPUT)));
            int target = slotElements.size() - 1;
            rawSlots.put(layer.output(), target);
            stages.add(new Stage.Contract(source, target, contraction, null, positions));
            return;
        }
        Encoding output = plan.of(layer.output());
        List<Dyadic> factors =
                quantized.stepScales().stream().map(step -> factor(step, output.scale())).toList();
        var requantization =
                new Requantization(
                        quantized.biases(), factors, ROUNDING, output.minimum(), output.maximum());
        int target = newSlot(layer.output(), output);
        stages.add(
                new Stage.Contract(
                        source,
                        target,
                        contraction,
                        new FastRequantization(requantization),
                        positions));
    }

    private void point(Pointwise layer) {
        switch (layer.kind()) {
            case RELU, CLIP -> alias(layer);
            case ADD -> add(layer);
            case MAX_POOL, AVERAGE_POOL -> pool(layer);
            case SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    SIGMOID,
                    GELU,
                    SOFTMAX,
                    LAYER_NORM,
                    BATCH_NORM,
                    MEAN,
                    OTHER ->
                    throw new UnsupportedLayerException(
                            "layer " + layer.name() + " has no integer form.");
        }
    }

    /// What the reader demands of its input is already what it gives: a clamp is the bounds of the
    /// encoding, a reshape is nothing.
    private void alias(Layer layer) {
        String input = layer.inputs().getFirst();
        int source = read(input, plan.demand(layer, input));
        slots.put(new Held(layer.output(), plan.of(layer.output())), source);
    }

    private void add(Pointwise layer) {
        String left = layer.inputs().getFirst();
        String right = layer.inputs().getLast();
        int first = read(left, plan.demand(layer, left));
        int second = read(right, plan.demand(layer, right));
        Encoding sum = plan.of(layer.output());
        if (elements(left) != elements(layer.output())
                || elements(right) != elements(layer.output())) {
            throw new UnsupportedLayerException(
                    "layer "
                            + layer.name()
                            + " ("
                            + layer.op()
                            + "): the integer executor adds tensors of equal shape only.");
        }
        int target = newSlot(layer.output(), sum);
        stages.add(new Stage.Add(first, second, target, sum.minimum(), sum.maximum()));
    }

    private void pool(Pointwise layer) {
        String input = layer.inputs().getFirst();
        Encoding from = plan.demand(layer, input);
        Encoding to = plan.of(layer.output());
        int source = read(input, from);
        PoolShape shape = shape(layer);
        int target = newSlot(layer.output(), to);
        if (layer.kind() == Pointwise.Kind.MAX_POOL) {
            stages.add(new Stage.MaximumPool(source, target, shape));
            return;
        }
        List<Requantization> byTaps = new ArrayList<>();
        for (int taps = 1; taps <= shape.height() * shape.width(); taps++) {
            byTaps.add(
                    Requantization.uniform(
                            Dyadic.of(from.scale() / (to.scale() * taps)),
                            ROUNDING,
                            to.minimum(),
                            to.maximum()));
        }
        boolean withPadding = Objects.requireNonNull(layer.pool()).countIncludesPadding();
        stages.add(new Stage.AveragePool(source, target, shape, withPadding, List.copyOf(byTaps)));
    }

    private PoolShape shape(Pointwise layer) {
        Pointwise.Pool pool = Objects.requireNonNull(layer.pool());
        List<Integer> in = Objects.requireNonNull(network.shapes().get(layer.inputs().getFirst()));
        List<Integer> out = Objects.requireNonNull(network.shapes().get(layer.output()));
        int height = in.get(in.size() - 2);
        int width = in.getLast();
        int planes = elements(layer.inputs().getFirst()) / (height * width);
        int outputHeight = out.size() == in.size() ? out.get(out.size() - 2) : 1;
        int outputWidth = out.size() == in.size() ? out.getLast() : 1;
        LoopNest.Window window = pool.window();
        return new PoolShape(
                planes,
                height,
                width,
                outputHeight,
                outputWidth,
                pool.height(),
                pool.width(),
                window);
    }
}
