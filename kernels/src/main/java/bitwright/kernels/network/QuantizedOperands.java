package bitwright.kernels.network;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.IntegerType;
import bitwright.workload.onnx.QuantizedContraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The integers and scales with which the contractions of a network are executed, as model files
/// can have them: the same weights, biases and activation scales as [IntegerNetwork] has.
public final class QuantizedOperands {
    private final Network network;
    private final Map<String, ActivationStatistics> statistics;

    private QuantizedOperands(Network network, Map<String, ActivationStatistics> statistics) {
        this.network = network;
        this.statistics = statistics;
    }

    /// The operands of every contraction, in the order of the layers.
    ///
    /// @param network read with its weights
    /// @param precisionByContraction the exact formats of each contraction; where both operands are
    ///   activations, the second has the format of the weights
    /// @param byTensor float activations of every tensor that a contraction reads
    /// @throws IllegalArgumentException in one line naming the layer, if a precision or statistics
    ///   are missing or a format is no integer
    public static List<QuantizedContraction> of(
            Network network,
            Map<String, Precision> precisionByContraction,
            Map<String, ActivationStatistics> byTensor) {
        QuantizedOperands operands = new QuantizedOperands(network, byTensor);
        List<QuantizedContraction> all = new ArrayList<>();
        for (Contraction layer : network.contractions()) {
            Precision precision = precisionByContraction.get(layer.name());
            if (precision == null) {
                throw new IllegalArgumentException(
                        "layer " + layer.name() + ": no precision is given for it.");
            }
            all.add(operands.of(layer, precision));
        }
        return List.copyOf(all);
    }

    /// The integers of a format; empty for formats of other values.
    public static Optional<IntegerType> type(NumberFormat format) {
        return format instanceof Int whole
                ? Optional.of(new IntegerType(whole.bits(), whole.signed()))
                : Optional.empty();
    }

    /// Refuses formats of a layer that are no integers of one step.
    ///
    /// @throws IllegalArgumentException in one line naming the layer and what can have the format
    public static void requireIntegers(Contraction layer, Precision precision) {
        required(layer, "activations", precision.activations());
        required(layer, "weights", precision.weights());
    }

    private QuantizedContraction of(Contraction layer, Precision precision) {
        requireIntegers(layer, precision);
        List<QuantizedContraction.Activations> activations = new ArrayList<>();
        for (int operand = 0; operand < layer.inputs().size(); operand++) {
            activations.add(
                    activations(
                            layer,
                            layer.inputs().get(operand),
                            operand == 0 ? precision.activations() : precision.weights()));
        }
        return new QuantizedContraction(
                layer.name(),
                activations,
                layer.inputs().size() == 2
                        ? null
                        : weights(layer, precision.weights(), activations.getFirst().scale()));
    }

    private QuantizedContraction.Activations activations(
            Contraction layer, String tensor, NumberFormat format) {
        IntegerType type = required(layer, "activations", format);
        ActivationStatistics samples = statistics.get(tensor);
        if (samples == null) {
            throw new IllegalArgumentException(
                    "layer "
                            + layer.name()
                            + ": no activation statistics are given for tensor "
                            + tensor
                            + ".");
        }
        try {
            Int whole = new Int(type.bits(), type.signed());
            return new QuantizedContraction.Activations(
                    type, ActivationQuantizer.calibrate(samples.samples(), whole).scale());
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + ", tensor " + tensor + ": " + problem.getMessage(),
                    problem);
        }
    }

    private QuantizedContraction.Weights weights(
            Contraction layer, NumberFormat format, double inputScale) {
        IntegerType type = required(layer, "weights", format);
        if (layer.weights() == null) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + ": has no weights. Give a model file with weights.");
        }
        ContractionWeights found = ContractionWeights.of(layer, network, format, inputScale);
        QuantizedWeights weights = found.weights();
        int[] biases =
                layer.bias() == null
                        ? new int[0]
                        : found.biases().stream().mapToInt(Integer::intValue).toArray();
        return new QuantizedContraction.Weights(
                type, Integers.of(format, weights.codes()), weights.scales(), biases);
    }

    private static IntegerType required(Contraction layer, String what, NumberFormat format) {
        return type(format)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "layer "
                                        + layer.name()
                                        + ": "
                                        + what
                                        + " of "
                                        + format.name()
                                        + " are no integers of one step, which QDQ, QONNX and HAWQ"
                                        + " are limited to. Maybe --target csv."));
    }
}
