package bitwright.workload.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the quantized operands of one contraction in the place of its float operands.
record OperandRewriter(GraphRewriter graph, OperandQuantizers quantizers) {
    /// @param opened the graph input that stands for the weights; null where there are none
    /// @throws IllegalArgumentException in one line that names the contraction
    void rewrite(QuantizedContraction contraction, @Nullable WeightInput opened) {
        String name = contraction.contraction();
        try {
            ContractionOrigin origin = graph.origin(name);
            if (origin.activations().size() != contraction.activations().size()
                    || (opened == null) != (contraction.weights() == null)) {
                throw new IllegalArgumentException(
                        "has "
                                + origin.activations().size()
                                + " activation operands and "
                                + (opened == null ? "no" : "constant")
                                + " weights.");
            }
            for (int i = 0; i < contraction.activations().size(); i++) {
                int input = origin.activations().get(i);
                graph.setInput(
                        name,
                        input,
                        quantizers.activations(
                                origin.node(),
                                name + ":input" + input,
                                graph.input(name, input),
                                contraction.activations().get(i)));
            }
            if (opened != null && contraction.weights() != null) {
                weights(name, origin, contraction, contraction.weights(), opened);
            }
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "layer " + name + ": " + problem.getMessage(), problem);
        }
    }

    private void weights(
            String name,
            ContractionOrigin origin,
            QuantizedContraction contraction,
            QuantizedContraction.Weights weights,
            WeightInput opened) {
        List<Integer> shape = origin.weightShape();
        int axis = opened.transposed() ? shape.size() - 1 : 0;
        double[] scales = weights.scales();
        if (scales.length > 1 && shape.get(axis) != scales.length) {
            throw new IllegalArgumentException(
                    scales.length
                            + " scales do not lie along one axis of weights of shape "
                            + shape
                            + ". Maybe --target csv.");
        }
        int[] stored = opened.toOnnxLayout(weights.integers());
        graph.setInput(
                name,
                origin.weightInput(),
                quantizers.weights(
                        origin.node(),
                        name + ":weights",
                        weights.type(),
                        stored,
                        shape,
                        scales,
                        axis));
        graph.dropInput(opened.inputName());
        int[] biases = weights.biases();
        if (biases.length > 0 && graph.hasBias(name)) {
            double input = contraction.activations().getFirst().scale();
            double[] steps = Arrays.stream(scales).map(scale -> scale * input).toArray();
            graph.setInput(
                    name, 2, quantizers.biases(origin.node(), name + ":bias", biases, steps));
        }
    }
}
