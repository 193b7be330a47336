package bitwright.workload.onnx;

import bitwright.workload.onnx.Constant.Floats;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How codes stand for real numbers: `real = (code − zero point) · scale`.
///
/// @param scale one number; one for each index on an axis; or one for each block along an axis
/// @param zeroPoint of the scale's shape; null for zeros
record Encoding(Floats scale, @Nullable Floats zeroPoint) {
    /// The codes are the numbers.
    static final Encoding PLAIN = new Encoding(new Floats(List.of(), new float[] {1}, null), null);

    /// From the inputs of a node.
    ///
    /// @param scale the input's number; −1 for a scale of one
    /// @param zeroPoint the input's number, which may be left out
    static Encoding of(Node node, Graph graph, int scale, int zeroPoint) {
        Floats scales = scale < 0 ? PLAIN.scale() : graph.floats(node, scale);
        for (float value : scales.values()) {
            if (!(value > 0) || Float.isInfinite(value)) {
                throw node.error(
                        "the scale '"
                                + node.input(scale)
                                + "' must be positive and finite, not "
                                + value
                                + ".");
            }
        }
        Floats zeros = node.has(zeroPoint) ? zeros(node, graph, zeroPoint) : null;
        if (zeros != null && zeros.values().length > 1 && scales.values().length == 1) {
            float[] repeated = new float[zeros.values().length];
            Arrays.fill(repeated, scales.values()[0]);
            scales = new Floats(zeros.shape(), repeated, null);
        }
        if (zeros != null
                && zeros.values().length != 1
                && zeros.values().length != scales.values().length) {
            throw node.error(
                    "has "
                            + scales.values().length
                            + " scales but "
                            + zeros.values().length
                            + " zero points.");
        }
        return new Encoding(scales, zeros);
    }

    /// The number encoded by each of some codes.
    ///
    /// @param axis the axis along which scales differ
    /// @param block neighbours on that axis that share a scale; 0 where each has its own
    float[] decode(List<Integer> shape, float[] codes, long axis, long block) {
        int[] places = places(shape, axis, block);
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (codes[i] - zero(places[i])) * scale.values()[places[i]];
        }
        return values;
    }

    /// The nearest code of each of some numbers, halves to even.
    float[] encode(List<Integer> shape, float[] values, CodeRange range, long axis, long block) {
        int[] places = places(shape, axis, block);
        float[] codes = new float[values.length];
        for (int i = 0; i < codes.length; i++) {
            double steps = Math.rint(values[i] / scale.values()[places[i]]);
            codes[i] = range.nearest(steps + zero(places[i]));
        }
        return codes;
    }

    /// Whether the same codes stand for the same numbers.
    boolean agrees(Encoding other) {
        return Arrays.equals(scale.values(), other.scale.values()) && agreesInZero(other);
    }

    boolean agreesInZero(Encoding other) {
        int scales = Math.max(scale.values().length, other.scale.values().length);
        for (int i = 0; i < scales; i++) {
            if (zero(i) != other.zero(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isPlain() {
        return agrees(PLAIN);
    }

    private float zero(int place) {
        if (zeroPoint == null) {
            return 0;
        }
        return zeroPoint.values()[zeroPoint.values().length == 1 ? 0 : place];
    }

    /// For each element the index of its scale.
    private int[] places(List<Integer> shape, long wantedAxis, long block) {
        int[] places = new int[Shapes.constantElements(shape)];
        if (scale.values().length == 1) {
            return places;
        }
        int axis = Shapes.axis(wantedAxis, shape.size());
        int extent = shape.get(axis);
        int size = block == 0 ? 1 : Math.toIntExact(block);
        List<Integer> expected =
                block == 0 ? List.of(extent) : Shapes.with(shape, axis, Math.ceilDiv(extent, size));
        if (size < 1 || !scale.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "a scale of shape "
                            + scale.shape()
                            + " does not fit a tensor of shape "
                            + shape
                            + " on axis "
                            + axis
                            + ".");
        }
        int inner = Shapes.constantElements(shape.subList(axis + 1, shape.size()));
        int blocks = Math.ceilDiv(extent, size);
        for (int i = 0; i < places.length; i++) {
            int position = i / inner % extent / size;
            places[i] =
                    block == 0
                            ? position
                            : (i / inner / extent * blocks + position) * inner + i % inner;
        }
        return places;
    }

    private static Floats zeros(Node node, Graph graph, int input) {
        return switch (graph.constant(node.input(input)).orElse(null)) {
            case Constant.Integers integers -> integers.toFloats();
            case Floats floats -> floats;
            case null ->
                    throw node.error(
                            "needs the zero point '" + node.input(input) + "' to be a constant.");
        };
    }
}
