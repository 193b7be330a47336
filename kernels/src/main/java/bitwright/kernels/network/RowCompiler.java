package bitwright.kernels.network;

import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.IntegerGelu;
import bitwright.kernels.reference.IntegerLayerNorm;
import bitwright.kernels.reference.IntegerSoftmax;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import java.util.List;
import java.util.Objects;

/// Turns softmax, layer norm, GELU and means into stages: each in the steps of its integer form,
/// then one requantization to what its readers demand.
final class RowCompiler {
    /// Bits of a softmax before it is requantized.
    private static final int SOFTMAX_BITS = 16;

    private static final double GREATEST_ADDED_SQUARES = 0x1p61;

    private final Network network;
    private final EncodingPlan plan;
    private final IntegerOptions options;
    private final SlotTable slots;
    private final List<Stage> stages;

    RowCompiler(
            Network network,
            EncodingPlan plan,
            IntegerOptions options,
            SlotTable slots,
            List<Stage> stages) {
        this.network = network;
        this.plan = plan;
        this.options = options;
        this.slots = slots;
        this.stages = stages;
    }

    void softmax(Pointwise layer) {
        Encoding from = plan.demand(layer, 0);
        int source = slots.slot(layer.inputs().getFirst(), from);
        int length = length(layer);
        FastRequantization requantization = from(Math.scalb(1.0, -SOFTMAX_BITS), layer);
        int target = slots.add(layer.output(), plan.of(layer.output()));
        var softmax = new IntegerSoftmax(from.scale(), SOFTMAX_BITS);
        stages.add(new Stage.Softmax(source, target, softmax, length, requantization));
    }

    void layerNorm(Pointwise layer) {
        Encoding from = plan.demand(layer, 0);
        int source = slots.slot(layer.inputs().getFirst(), from);
        float epsilon = constant(layer, 2)[0];
        double squares = Math.rint(epsilon * length(layer) / from.scale() / from.scale());
        IntegerLayerNorm norm;
        try {
            norm =
                    new IntegerLayerNorm(
                            constant(layer, 0),
                            constant(layer, 1),
                            (long) Math.clamp(squares, 0, GREATEST_ADDED_SQUARES));
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + ": " + problem.getMessage(), problem);
        }
        if (!norm.isWithin32Bits()) {
            throw new ArithmeticException(
                    "layer "
                            + layer.name()
                            + ": a bias beside its gains makes results beyond 32 bits. Maybe move"
                            + " it into the layer after the norm.");
        }
        FastRequantization requantization = from(norm.scale(), layer);
        int target = slots.add(layer.output(), plan.of(layer.output()));
        stages.add(new Stage.LayerNorm(source, target, norm, requantization));
    }

    void gelu(Pointwise layer) {
        Encoding from = plan.demand(layer, 0);
        int source = slots.slot(layer.inputs().getFirst(), from);
        var gelu = new IntegerGelu(from.scale(), EncodingPlan.GELU_MAGNITUDE);
        FastRequantization requantization = from(gelu.scale(), layer);
        int target = slots.add(layer.output(), plan.of(layer.output()));
        stages.add(new Stage.Gelu(source, target, gelu, requantization));
    }

    void mean(Pointwise layer) {
        Encoding from = plan.demand(layer, 0);
        int source = slots.slot(layer.inputs().getFirst(), from);
        int count = length(layer);
        int inner = 1;
        List<Integer> shape = shape(layer);
        for (int axis = layer.axes().getLast() + 1; axis < shape.size(); axis++) {
            inner *= shape.get(axis);
        }
        FastRequantization requantization = from(from.scale() / count, layer);
        int target = slots.add(layer.output(), plan.of(layer.output()));
        stages.add(new Stage.Mean(source, target, count, inner, requantization));
    }

    private List<Integer> shape(Pointwise layer) {
        return Objects.requireNonNull(network.shapes().get(layer.inputs().getFirst()));
    }

    /// Elements along the axes of a layer.
    private int length(Pointwise layer) {
        return layer.axes().stream().map(shape(layer)::get).reduce(1, Math::multiplyExact);
    }

    private float[] constant(Pointwise layer, int index) {
        return Objects.requireNonNull(network.constants().get(layer.constants().get(index)))
                .values();
    }

    /// From steps of a size to the encoding of a layer's output.
    private FastRequantization from(double scale, Pointwise layer) {
        Encoding to = plan.of(layer.output());
        return new FastRequantization(
                Requantization.uniform(
                        Dyadic.of(scale / to.scale()), options.rule(), to.minimum(), to.maximum()));
    }
}
