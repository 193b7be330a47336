package bitwright.kernels.network;

import bitwright.arch.format.Int;
import bitwright.arch.format.Precision;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses how each activation tensor is held.
///
/// Decided from the last layer backwards. A tensor all of whose readers demand one encoding is
/// written in that encoding, straight from the accumulators of its contraction; otherwise it is a
/// wide stream at a 16-bit scale of its own, and each reader requantizes it. A contraction demands
/// its activation format; an addition demands wide streams at the scale of its sum; what commutes
/// with requantization (ReLU, clip, max pool, reshape) passes the demand of its readers on, cut to
/// its bounds.
final class EncodingPlan {
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
            for (String input : layer.inputs()) {
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

    /// The encoding in which a layer reads its inputs.
    Encoding demand(Layer reader, String tensor) {
        return switch (reader) {
            case Contraction contraction -> activations(contraction, tensor);
            case View view -> of(view.output());
            case Pointwise pointwise ->
                    switch (pointwise.kind()) {
                        case RELU -> of(pointwise.output()).clipped(0, Double.POSITIVE_INFINITY);
                        case CLIP ->
                                of(pointwise.output())
                                        .clipped(pointwise.lower(), pointwise.upper());
                        case MAX_POOL -> of(pointwise.output());
                        case ADD -> of(pointwise.output()).unbounded();
                        case AVERAGE_POOL -> Encoding.wide(statistics(tensor));
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
                                        "layer " + reader.name() + " has no integer form.");
                    };
        };
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
                        .map(reader -> demand(reader, tensor))
                        .distinct()
                        .toList();
        return demands.size() == 1 ? Optional.of(demands.getFirst()) : Optional.empty();
    }

    private Encoding activations(Contraction contraction, String tensor) {
        Precision precision = precision(contraction.name());
        if (!(precision.activations() instanceof Int format)) {
            throw new IllegalArgumentException(
                    "layer "
                            + contraction.name()
                            + ": activations of "
                            + precision.activations().name()
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
