package bitwright.kernels.network;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses how each activation tensor is held.
///
/// Decided from the last layer backwards. A tensor all of whose readers demand one encoding is
/// written in that encoding, straight from the accumulators of its contraction; otherwise it is a
/// wide stream at a 16-bit scale of its own, and each reader requantizes it. A contraction demands
/// its activation format, for a second activation the format in the place of its weights; an
/// addition demands wide streams at the scale of its sum; what commutes with requantization (ReLU,
/// clip, max pool, views) passes the demand of its readers on, cut to its bounds; a multiplication
/// by a positive number passes it on with the scale divided. Means, softmax, GELU and layer norm
/// demand wide streams in the bounds of their integer forms.
final class EncodingPlan {
    /// What the integer layer norm takes.
    static final int NORM_MAGNITUDE = 1 << 20;

    /// Eight times what calibration has seen; the GELU of more is the clamp's.
    static final int GELU_MAGNITUDE = 1 << 18;

    /// Scales at which the integer exponential has its stated error.
    private static final double LEAST_EXPONENT_SCALE = 0x1p-16;

    private static final double MOST_EXPONENT_SCALE = 0x1p-6;

    private static final double LEAST_GELU_SCALE = 0x1p-16;
    private final Network network;
    private final Map<String, Precision> precisions;
    private final Map<String, ActivationStatistics> statistics;
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();
    private final Map<String, List<Layer>> readers = new LinkedHashMap<>();
    private final Map<Calibration, Encoding> calibrated = new LinkedHashMap<>();

    EncodingPlan(
            Network network,
            Map<String, Precision> precisions,
            Map<String, ActivationStatistics> statistics) {
        this.network = network;
        this.precisions = precisions;
        this.statistics = statistics;
        for (Layer layer : network.layers()) {
            for (String input : new LinkedHashSet<>(layer.inputs())) {
                readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(layer);
            }
        }
        List<Layer> layers = network.layers();
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (!isRaw(layers.get(i))) {
                String output = layers.get(i).output();
                encodings.put(output, choose(output, layers.get(i)));
            }
        }
        String input = network.inputs().getFirst();
        encodings.put(input, choose(input, null));
    }

    /// Whether a layer's accumulators leave the network as they are.
    boolean isRaw(Layer layer) {
        return layer instanceof Contraction
                && network.outputs().contains(layer.output())
                && !readers.containsKey(layer.output());
    }

    /// How a tensor is held; every tensor but a raw output has an encoding.
    Encoding of(String tensor) {
        Encoding encoding = encodings.get(tensor);
        if (encoding == null) {
            throw new IllegalArgumentException("tensor " + tensor + " is written by no layer.");
        }
        return encoding;
    }

    /// The encoding in which a layer reads one of its inputs.
    Encoding demand(Layer reader, int operand) {
        String tensor = reader.inputs().get(operand);
        return switch (reader) {
            case Contraction contraction -> operand(contraction, operand);
            case View view -> of(view.output());
            case Pointwise pointwise -> demand(pointwise, tensor);
        };
    }

    private Encoding demand(Pointwise reader, String tensor) {
        return switch (reader.kind()) {
            case RELU -> of(reader.output()).clipped(0, Double.POSITIVE_INFINITY);
            case CLIP -> of(reader.output()).clipped(reader.lower(), reader.upper());
            case MAX_POOL -> of(reader.output());
            case ADD -> of(reader.output()).unbounded();
            case AVERAGE_POOL -> Encoding.wide(statistics(tensor));
            case MULTIPLY, DIVIDE ->
                    of(reader.output())
                            .dividedBy(
                                    ScalarFactor.of(reader, network)
                                            .orElseThrow(() -> noIntegerForm(reader)));
            case MEAN ->
                    Encoding.wide(statistics(tensor)).within(Integer.MAX_VALUE / count(reader));
            case GELU ->
                    Encoding.wide(statistics(tensor), LEAST_GELU_SCALE, 1).within(GELU_MAGNITUDE);
            case SOFTMAX ->
                    Encoding.wide(statistics(tensor), LEAST_EXPONENT_SCALE, MOST_EXPONENT_SCALE);
            case LAYER_NORM -> Encoding.wide(statistics(tensor)).within(NORM_MAGNITUDE);
            case SUBTRACT, SIGMOID, BATCH_NORM, OTHER -> throw noIntegerForm(reader);
        };
    }

    private static UnsupportedLayerException noIntegerForm(Layer layer) {
        return new UnsupportedLayerException("layer " + layer.name() + " has no integer form.");
    }

    /// Elements under one mean.
    private int count(Pointwise mean) {
        return Math.toIntExact(
                network.elements(mean.inputs().getFirst()) / network.elements(mean.output()));
    }

    private Encoding choose(String tensor, @Nullable Layer writer) {
        boolean isSum = writer instanceof Pointwise p && p.kind() == Pointwise.Kind.ADD;
        return common(tensor)
                .filter(demand -> !isSum || demand.wide())
                .orElseGet(() -> Encoding.wide(statistics(tensor)));
    }

    private Optional<Encoding> common(String tensor) {
        if (network.outputs().contains(tensor)) {
            return Optional.empty();
        }
        List<Encoding> demands =
                readers.getOrDefault(tensor, List.of()).stream()
                        .flatMap(reader -> demands(reader, tensor))
                        .distinct()
                        .toList();
        return demands.size() == 1 ? Optional.of(demands.getFirst()) : Optional.empty();
    }

    private Stream<Encoding> demands(Layer reader, String tensor) {
        return IntStream.range(0, reader.inputs().size())
                .filter(operand -> reader.inputs().get(operand).equals(tensor))
                .mapToObj(operand -> demand(reader, operand));
    }

    private Encoding operand(Contraction contraction, int operand) {
        String tensor = contraction.inputs().get(operand);
        Precision precision = precision(contraction.name());
        NumberFormat wanted = operand == 0 ? precision.activations() : precision.weights();
        if (!(wanted instanceof Int format)) {
            throw new IllegalArgumentException(
                    "layer "
                            + contraction.name()
                            + ": activations of "
                            + wanted.name()
                            + " cannot be executed. Maybe int8.");
        }
        try {
            return calibrated.computeIfAbsent(
                    new Calibration(tensor, format),
                    _ ->
                            Encoding.activation(
                                    ActivationQuantizer.calibrate(
                                            statistics(tensor).samples(), format)));
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "layer "
                            + contraction.name()
                            + ", tensor "
                            + tensor
                            + ": "
                            + problem.getMessage(),
                    problem);
        }
    }

    /// The precision of a contraction.
    Precision precision(String contraction) {
        Precision precision = precisions.get(contraction);
        if (precision == null) {
            throw new IllegalArgumentException(
                    "no precision is given for layer " + contraction + ".");
        }
        return precision;
    }

    private ActivationStatistics statistics(String tensor) {
        ActivationStatistics found = statistics.get(tensor);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no activation statistics are given for tensor " + tensor + ".");
        }
        return found;
    }

    /// What a scale was searched for, so that it is searched once.
    private record Calibration(String tensor, Int format) {}
}
