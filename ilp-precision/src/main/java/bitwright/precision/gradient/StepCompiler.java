package bitwright.precision.gradient;

import bitwright.precision.gradient.BinaryStep.Operand;
import bitwright.precision.gradient.BinaryStep.Operation;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Strides;
import bitwright.workload.Tensor;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns layers into steps over numbered tensors.
final class StepCompiler {
    private final Network network;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();

    StepCompiler(Network network) {
        this.network = network;
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "network "
                            + network.name()
                            + " has "
                            + network.inputs().size()
                            + " inputs and "
                            + network.outputs().size()
                            + " outputs; only one of each is differentiated.");
        }
        number(network.inputs().getFirst());
        for (Layer layer : network.layers()) {
            steps.add(
                    switch (layer) {
                        case Contraction contraction -> contraction(contraction);
                        case Pointwise pointwise -> pointwise(pointwise);
                        case View view -> ViewCompiler.step(this, view);
                    });
        }
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /// Weights of each contraction; empty where there are none.
    double[][] weights() {
        return weights.toArray(double[][]::new);
    }

    /// Elements of each tensor.
    int[] sizes() {
        return numbers.keySet().stream().mapToInt(name -> Strides.elements(shape(name))).toArray();
    }

    /// The number of a tensor that something before reads or writes.
    int tensor(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("nothing writes tensor " + name + ".");
        }
        return number;
    }

    /// The number of a tensor that is written now.
    int number(String name) {
        numbers.putIfAbsent(name, numbers.size());
        return tensor(name);
    }

    List<Integer> shape(String tensor) {
        List<Integer> shape = network.shapes().get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("tensor " + tensor + " has no shape.");
        }
        return shape;
    }

    Tensor constant(Layer layer, String name) {
        Tensor constant = network.constants().get(name);
        if (constant == null) {
            throw refused(layer, "needs the values of " + name + "; this network has shapes only");
        }
        return constant;
    }

    double[] values(Layer layer, String name) {
        float[] floats = constant(layer, name).values();
        double[] values = new double[floats.length];
        for (int at = 0; at < values.length; at++) {
            values[at] = floats[at];
        }
        return values;
    }

    static IllegalArgumentException refused(Layer layer, String why) {
        return new IllegalArgumentException(
                "layer "
                        + layer.name()
                        + " ("
                        + layer.op()
                        + ") "
                        + why
                        + ". Maybe a measured sensitivity, which needs no gradient?");
    }

    private Step contraction(Contraction layer) {
        int number = weights.size();
        int input = tensor(layer.inputs().getFirst());
        String constant = layer.weights();
        if (constant == null && layer.inputs().size() == 2) {
            weights.add(new double[0]);
            int right = tensor(layer.inputs().get(1));
            return new ProductStep(number, input, right, number(layer.output()), layer.nest());
        }
        if (constant == null) {
            throw refused(layer, "has no weights; this network has shapes only");
        }
        weights.add(values(layer, constant));
        double[] bias = layer.bias() == null ? new double[0] : values(layer, layer.bias());
        int output = number(layer.output());
        return layer.rowsFirst()
                ? new RowsStep(number, input, output, layer.nest(), bias)
                : new WeightedStep(number, input, output, layer.nest(), bias);
    }

    private Step pointwise(Pointwise layer) {
        return switch (layer.kind()) {
            case ADD -> binary(layer, Operation.ADD, false);
            case SUBTRACT -> binary(layer, Operation.SUBTRACT, false);
            case MULTIPLY -> binary(layer, Operation.MULTIPLY, false);
            case DIVIDE -> binary(layer, Operation.DIVIDE, false);
            case RELU -> unary(layer, ScalarFunction.RELU);
            case CLIP -> unary(layer, ScalarFunction.clip(layer.lower(), layer.upper()));
            case SIGMOID -> unary(layer, ScalarFunction.SIGMOID);
            case GELU -> unary(layer, ScalarFunction.GELU);
            case SOFTMAX -> new SoftmaxStep(slices(layer), input(layer), number(layer.output()));
            case LAYER_NORM -> layerNorm(layer);
            case BATCH_NORM -> batchNorm(layer);
            case MAX_POOL, AVERAGE_POOL -> pool(layer);
            case MEAN -> new MeanStep(slices(layer), input(layer), number(layer.output()));
            case OTHER -> other(layer);
        };
    }

    private Step other(Pointwise layer) {
        return switch (layer.op()) {
            case "Erf" -> unary(layer, ScalarFunction.ERROR_FUNCTION);
            case "Sqrt" -> unary(layer, ScalarFunction.ROOT);
            case "Exp" -> unary(layer, ScalarFunction.EXPONENTIAL);
            case "Log" -> unary(layer, ScalarFunction.LOGARITHM);
            case "Tanh" -> unary(layer, ScalarFunction.TANH);
            case "Neg" -> unary(layer, ScalarFunction.NEGATIVE);
            case "Abs" -> unary(layer, ScalarFunction.MAGNITUDE);
            case "Reciprocal" -> unary(layer, ScalarFunction.RECIPROCAL);
            case "LeakyRelu" -> unary(layer, ScalarFunction.leaky(one(layer)));
            case "Pow" -> unary(layer, ScalarFunction.power(one(layer)));
            case "ConstantSub" -> binary(layer, Operation.SUBTRACT, true);
            case "ConstantDiv" -> binary(layer, Operation.DIVIDE, true);
            default -> throw refused(layer, "has no gradient here");
        };
    }

    /// The one number that a layer's constants are.
    private double one(Pointwise layer) {
        if (layer.inputs().size() != 1 || layer.constants().size() != 1) {
            throw refused(layer, "has no gradient here but with one activation and one constant");
        }
        double[] values = values(layer, layer.constants().getFirst());
        for (double value : values) {
            if (value != values[0]) {
                throw refused(layer, "has no gradient here but with equal constants");
            }
        }
        return values[0];
    }

    private Step unary(Pointwise layer, ScalarFunction function) {
        return new UnaryStep(function, input(layer), number(layer.output()));
    }

    private Step binary(Pointwise layer, Operation operation, boolean constantFirst) {
        List<Integer> shape = shape(layer.output());
        List<Operand> operands = new ArrayList<>();
        for (String name : layer.inputs()) {
            operands.add(
                    new Operand(
                            tensor(name), new double[0], Strides.broadcast(shape(name), shape)));
        }
        for (String name : layer.constants()) {
            operands.add(
                    new Operand(
                            -1,
                            values(layer, name),
                            Strides.broadcast(constant(layer, name).shape(), shape)));
        }
        if (operands.size() != 2) {
            throw refused(layer, "has " + operands.size() + " operands, not 2");
        }
        return new BinaryStep(
                operation,
                operands.get(constantFirst ? 1 : 0),
                operands.get(constantFirst ? 0 : 1),
                number(layer.output()));
    }

    private Step layerNorm(Pointwise layer) {
        return new LayerNormStep(
                slices(layer),
                values(layer, layer.constants().get(0)),
                values(layer, layer.constants().get(1)),
                values(layer, layer.constants().get(2))[0],
                input(layer),
                number(layer.output()));
    }

    private Step batchNorm(Pointwise layer) {
        List<Integer> shape = shape(layer.output());
        int inner = Strides.elements(shape.subList(2, shape.size()));
        int[] channels = new int[Strides.elements(shape)];
        for (int at = 0; at < channels.length; at++) {
            channels[at] = at / inner % shape.get(1);
        }
        return new ChannelStep(
                channels,
                values(layer, layer.constants().get(0)),
                values(layer, layer.constants().get(1)),
                input(layer),
                number(layer.output()));
    }

    private Step pool(Pointwise layer) {
        List<Integer> from = shape(layer.inputs().getFirst());
        List<Integer> to = shape(layer.output());
        Pointwise.Pool pool = layer.pool();
        if (pool == null) {
            throw refused(layer, "has no window");
        }
        return new PoolStep(
                pool,
                layer.kind() == Pointwise.Kind.MAX_POOL,
                from.get(0) * from.get(1),
                from.get(2),
                from.get(3),
                to.get(2),
                to.get(3),
                input(layer),
                number(layer.output()));
    }

    private Slices slices(Pointwise layer) {
        return Slices.along(shape(layer.inputs().getFirst()), layer.axes());
    }

    private int input(Pointwise layer) {
        if (layer.inputs().size() != 1) {
            throw refused(layer, "has " + layer.inputs().size() + " inputs, not 1");
        }
        return tensor(layer.inputs().getFirst());
    }
}
