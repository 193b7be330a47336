package bitwright.kernels.network;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Strides;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import bitwright.workload.ViewSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Turns layers into stages over numbered slots.
final class StageCompiler {
    private final Network network;
    private final EncodingPlan plan;
    private final IntegerOptions options;
    private final List<Stage> stages = new ArrayList<>();
    private final SlotTable slots;
    private final ContractionCompiler contractions;
    private final RowCompiler rows;

    StageCompiler(Network network, EncodingPlan plan, IntegerOptions options) {
        this.network = network;
        this.plan = plan;
        this.options = options;
        slots = new SlotTable(network, plan, options.rule(), stages);
        contractions = new ContractionCompiler(network, plan, options, slots, stages);
        rows = new RowCompiler(network, plan, options, slots, stages);
        String input = network.inputs().getFirst();
        slots.add(input, plan.of(input));
        for (Layer layer : network.layers()) {
            switch (layer) {
                case Contraction contraction -> contractions.add(contraction);
                case Pointwise pointwise -> point(pointwise);
                case View view -> view(view);
            }
        }
    }

    List<Stage> stages() {
        return List.copyOf(stages);
    }

    /// Elements of one image in each slot.
    List<Integer> slotElements() {
        return slots.slotElements();
    }

    /// What was compiled of each contraction.
    ContractionCompiler contractions() {
        return contractions;
    }

    /// Where a tensor lies in the encoding of the plan, or where its raw accumulators lie.
    SlotTable.Location location(String tensor) {
        SlotTable.Location raw = contractions.raw(tensor);
        return raw != null ? raw : slots.read(tensor, plan.of(tensor));
    }

    private List<Integer> shape(String tensor) {
        return Objects.requireNonNull(network.shapes().get(tensor), tensor);
    }

    private void point(Pointwise layer) {
        switch (layer.kind()) {
            case RELU, CLIP, MULTIPLY, DIVIDE -> alias(layer);
            case ADD -> add(layer);
            case MAX_POOL, AVERAGE_POOL -> pool(layer);
            case SOFTMAX -> rows.softmax(layer);
            case LAYER_NORM -> rows.layerNorm(layer);
            case GELU -> rows.gelu(layer);
            case MEAN -> rows.mean(layer);
            case SUBTRACT, SIGMOID, BATCH_NORM, OTHER ->
                    throw new UnsupportedLayerException(
                            "layer " + layer.name() + " has no integer form.");
        }
    }

    /// What the reader demands of its input is already what it gives: a clamp is the bounds of the
    /// encoding, a factor is its scale.
    private void alias(Layer layer) {
        slots.put(
                layer.output(),
                plan.of(layer.output()),
                slots.read(layer.inputs().getFirst(), plan.demand(layer, 0)));
    }

    private void view(View view) {
        if (view.kind() == View.Kind.CONCAT) {
            concatenate(view);
            return;
        }
        if (view.kind() == View.Kind.RESHAPE) {
            alias(view);
            return;
        }
        String input = view.inputs().getFirst();
        Encoding encoding = plan.of(view.output());
        SlotTable.Location location = slots.read(input, plan.demand(view, 0));
        int[] sources = ViewSources.of(view, shape(input), shape(view.output()));
        if (view.kind() == View.Kind.PAD) {
            pad(view, location, sources, encoding);
        } else {
            slots.put(view.output(), encoding, location.through(sources));
        }
    }

    private void pad(View view, SlotTable.Location location, int[] sources, Encoding encoding) {
        int[] inside = new int[slots.elements(view.inputs().getFirst())];
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] >= 0) {
                inside[sources[i]] = i;
            }
        }
        int target = slots.add(view.output(), encoding);
        int[] zeros = new int[sources.length];
        Arrays.fill(zeros, encoding.encode(0));
        stages.add(new Stage.Fill(target, ElementOrder.plain(sources.length).sources(), zeros));
        stages.add(new Stage.Place(location.slot(), target, location.order().sources(), inside));
    }

    /// Arguments: the axis, then the place of each constant among the operands.
    private void concatenate(View view) {
        Encoding encoding = plan.of(view.output());
        List<Integer> whole = shape(view.output());
        int axis = view.arguments().getFirst();
        List<Integer> constantPlaces = view.arguments().subList(1, view.arguments().size());
        List<SlotTable.Location> sources = new ArrayList<>();
        for (int operand = 0; operand < view.inputs().size(); operand++) {
            sources.add(slots.read(view.inputs().get(operand), plan.demand(view, operand)));
        }
        int target = slots.add(view.output(), encoding);
        int offset = 0;
        int nextInput = 0;
        int nextConstant = 0;
        int operands = view.inputs().size() + view.constants().size();
        for (int place = 0; place < operands; place++) {
            if (constantPlaces.contains(place)) {
                Tensor constant =
                        Objects.requireNonNull(
                                network.constants().get(view.constants().get(nextConstant++)));
                int[] targets = places(whole, constant.shape(), axis, offset);
                int[] values = new int[targets.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = encoding.encode(constant.values()[i]);
                }
                stages.add(new Stage.Fill(target, targets, values));
                offset += constant.shape().get(axis);
            } else {
                List<Integer> part = shape(view.inputs().get(nextInput));
                SlotTable.Location source = sources.get(nextInput++);
                int[] targets = places(whole, part, axis, offset);
                stages.add(
                        new Stage.Place(source.slot(), target, source.order().sources(), targets));
                offset += part.get(axis);
            }
        }
    }

    /// Where the elements of a part lie in a whole that it joins along an axis.
    private static int[] places(List<Integer> whole, List<Integer> part, int axis, int offset) {
        int[] steps = Strides.of(whole);
        return Strides.sources(part, steps, offset * steps[axis]);
    }

    private void add(Pointwise layer) {
        Encoding sum = plan.of(layer.output());
        String first = layer.inputs().getFirst();
        int left = slots.slot(first, plan.demand(layer, 0));
        if (layer.inputs().size() == 1) {
            Tensor constant =
                    Objects.requireNonNull(network.constants().get(layer.constants().getFirst()));
            Encoding addends = sum.unbounded();
            int[] sources = Strides.broadcast(constant.shape(), shape(layer.output()));
            int[] addend = new int[sources.length];
            for (int i = 0; i < addend.length; i++) {
                addend[i] = addends.encode(constant.values()[sources[i]]);
            }
            int target = slots.add(layer.output(), sum);
            stages.add(new Stage.AddConstant(left, target, addend, sum.minimum(), sum.maximum()));
            return;
        }
        int right = slots.slot(layer.inputs().getLast(), plan.demand(layer, 1));
        int target = slots.add(layer.output(), sum);
        stages.add(new Stage.Add(left, right, target, sum.minimum(), sum.maximum()));
    }

    private void pool(Pointwise layer) {
        String input = layer.inputs().getFirst();
        Encoding from = plan.demand(layer, 0);
        Encoding to = plan.of(layer.output());
        int source = slots.slot(input, from);
        PoolShape shape = poolShape(layer);
        int target = slots.add(layer.output(), to);
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

    private PoolShape poolShape(Pointwise layer) {
        Pointwise.Pool pool = Objects.requireNonNull(layer.pool());
        List<Integer> in = shape(layer.inputs().getFirst());
        List<Integer> out = shape(layer.output());
        int height = in.get(in.size() - 2);
        int width = in.getLast();
        int planes = slots.elements(layer.inputs().getFirst()) / (height * width);
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
