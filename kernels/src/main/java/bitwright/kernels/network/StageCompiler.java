package bitwright.kernels.network;

import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.Register;
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
import org.jspecify.annotations.Nullable;

/// Turns layers into stages over numbered slots.
final class StageCompiler {
    private final Network network;
    private final EncodingPlan plan;
    private final IntegerOptions options;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Integer> slotElements = new ArrayList<>();
    private final Map<Held, Integer> slots = new LinkedHashMap<>();
    private final Map<String, ContractionWeights> weights = new LinkedHashMap<>();
    private final Map<String, Integer> contractionSources = new LinkedHashMap<>();
    private final Map<String, AccumulatorNeed> needs = new LinkedHashMap<>();
    private final Map<String, RegisterWork> registerWork = new LinkedHashMap<>();
    private final Map<String, Integer> rawSlots = new LinkedHashMap<>();
    private final Map<String, Requantization> requantizations = new LinkedHashMap<>();

    /// A tensor in one encoding.
    private record Held(String tensor, Encoding encoding) {}

    StageCompiler(Network network, EncodingPlan plan, IntegerOptions options) {
        this.network = network;
        this.plan = plan;
        this.options = options;
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

    /// What the accumulators of each contraction can need.
    Map<String, AccumulatorNeed> needs() {
        return needs;
    }

    /// The contractions whose accumulators may overflow.
    Map<String, RegisterWork> registerWork() {
        return registerWork;
    }

    /// From the accumulators of each contraction to its output; without those whose accumulators
    /// are the result.
    Map<String, Requantization> requantizations() {
        return requantizations;
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
                        options.rule(),
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
        need(layer, quantized, encoding);
        int positions = layer.nest().outputHeight() * layer.nest().outputWidth();
        if (plan.isRaw(layer)) {
            slotElements.add(Math.toIntExact(layer.nest().elements(Operand.OUTPUT)));
            int target = slotElements.size() - 1;
            rawSlots.put(layer.output(), target);
            stages.add(contraction(layer, quantized, encoding, source, target, null, positions));
            return;
        }
        Encoding output = plan.of(layer.output());
        List<Dyadic> factors =
                quantized.stepScales().stream().map(step -> factor(step, output.scale())).toList();
        var requantization =
                new Requantization(
                        quantized.biases(),
                        factors,
                        options.rule(),
                        output.minimum(),
                        output.maximum());
        requantizations.put(layer.name(), requantization);
        int target = newSlot(layer.output(), output);
        stages.add(
                contraction(layer, quantized, encoding, source, target, requantization, positions));
    }

    private void need(Contraction layer, ContractionWeights quantized, Encoding input) {
        QuantizedWeights codes = quantized.weights();
        try {
            needs.put(
                    layer.name(),
                    new AccumulatorNeed(
                            layer.name(),
                            List.of(
                                    AccumulatorBound.ranges(
                                            layer.nest(),
                                            codes.format(),
                                            codes.codes(),
                                            input.minimum(),
                                            input.maximum()))));
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException("layer " + layer.name() + ": " + overflow.getMessage());
        }
    }

    /// The fast kernel where the register cannot overflow, additions in the register where it may.
    private Stage contraction(
            Contraction layer,
            ContractionWeights quantized,
            Encoding input,
            int source,
            int target,
            @Nullable Requantization requantization,
            int positions) {
        QuantizedWeights weights = quantized.weights();
        int bits = Objects.requireNonNull(needs.get(layer.name())).bits();
        Register register = options.register();
        if (bits > register.bits() && register.overflow() == Overflow.REFUSE) {
            throw new ArithmeticException(
                    "layer "
                            + layer.name()
                            + ": accumulators may need "
                            + bits
                            + " bits, beyond the "
                            + register.bits()
                            + " of the register. Maybe fewer activation or weight bits, or overflow"
                            + " wrap or saturate.");
        }
        if (bits > Math.min(register.bits(), Integer.SIZE)) {
            var work =
                    new RegisterWork(
                            layer.name(),
                            layer.nest(),
                            weights.format(),
                            weights.codes(),
                            register);
            registerWork.put(layer.name(), work);
            return new Stage.ContractInRegister(source, target, work, requantization, positions);
        }
        try {
            return new Stage.Contract(
                    source,
                    target,
                    FastContraction.prepare(
                            layer.nest(),
                            weights.format(),
                            weights.codes(),
                            input.greatestMagnitude()),
                    requantization == null ? null : new FastRequantization(requantization),
                    positions);
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException("layer " + layer.name() + ": " + overflow.getMessage());
        }
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
                            options.rule(),
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
