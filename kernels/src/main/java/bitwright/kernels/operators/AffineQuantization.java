package bitwright.kernels.operators;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scales and zero points of a tensor in ONNX's three granularities: `real = (integer - zeroPoint)
/// * scale`. The arrays are not copied: treat them as read-only.
///
/// Laid out as ONNX has them: one for the tensor; or one for each index along an axis; or, blocked
/// (opset 21), the tensor's shape with its extent along the axis divided by the block, rounded up.
///
/// @param granularity how many elements share a scale
/// @param axis the axis of `AXIS` and `BLOCKS`; 0 for `TENSOR`
/// @param block elements along the axis that share a scale; 1 for the other two
/// @param scales finite and above zero
/// @param zeroPoints as many as scales
public record AffineQuantization(
        Granularity granularity, int axis, int block, float[] scales, int[] zeroPoints) {
    /// How many elements share a scale and a zero point.
    public enum Granularity {
        TENSOR,
        AXIS,
        BLOCKS
    }

    /// One scale for the tensor.
    public static AffineQuantization ofTensor(float scale, int zeroPoint) {
        return new AffineQuantization(
                Granularity.TENSOR, 0, 1, new float[] {scale}, new int[] {zeroPoint});
    }

    /// One scale for each index along an axis.
    ///
    /// @param zeroPoints null where all are zero
    public static AffineQuantization ofAxis(int axis, float[] scales, int @Nullable [] zeroPoints) {
        return new AffineQuantization(
                Granularity.AXIS, axis, 1, scales, orZeros(zeroPoints, scales.length));
    }

    /// One scale for each run of `block` elements along an axis.
    ///
    /// @param zeroPoints null where all are zero
    public static AffineQuantization ofBlocks(
            int axis, int block, float[] scales, int @Nullable [] zeroPoints) {
        return new AffineQuantization(
                Granularity.BLOCKS, axis, block, scales, orZeros(zeroPoints, scales.length));
    }

    private static int[] orZeros(int @Nullable [] zeroPoints, int count) {
        return zeroPoints == null ? new int[count] : zeroPoints;
    }

    /// For each element of a tensor of a shape the index of its scale.
    ///
    /// @throws IllegalArgumentException naming the tensor if the scales do not fit the shape
    int[] indices(String tensor, List<Integer> shape) {
        int elements = Refusals.elements(tensor, shape);
        int[] indices = new int[elements];
        if (granularity == Granularity.TENSOR) {
            requireCount(tensor, 1);
            return indices;
        }
        if (axis < 0 || axis >= shape.size()) {
            throw Refusals.refusal(
                    tensor, "axis (" + axis + ") is none of the shape " + shape + ".");
        }
        if (block < 1) {
            throw Refusals.refusal(tensor, "block (" + block + ") must be at least 1.");
        }
        int extent = shape.get(axis);
        int inner = 1;
        for (int i = axis + 1; i < shape.size(); i++) {
            inner *= shape.get(i);
        }
        boolean blocked = granularity == Granularity.BLOCKS;
        int blocks = (extent + block - 1) / block;
        requireCount(tensor, blocked ? elements / extent * blocks : extent);
        for (int i = 0; i < elements; i++) {
            int along = i / inner % extent;
            indices[i] =
                    blocked
                            ? (i / inner / extent * blocks + along / block) * inner + i % inner
                            : along;
        }
        return indices;
    }

    private void requireCount(String tensor, int count) {
        if (scales.length != count || zeroPoints.length != count) {
            throw Refusals.refusal(
                    tensor,
                    scales.length
                            + " scales and "
                            + zeroPoints.length
                            + " zero points where "
                            + count
                            + " are needed.");
        }
    }

    /// Refuses scales and zero points that no format of `minimum` to `maximum` has.
    void requireValid(String tensor, int minimum, int maximum) {
        for (float scale : scales) {
            Refusals.requireScale(tensor, scale);
        }
        for (int zeroPoint : zeroPoints) {
            if (zeroPoint < minimum || zeroPoint > maximum) {
                throw Refusals.refusal(
                        tensor,
                        "zero point ("
                                + zeroPoint
                                + ") must be "
                                + minimum
                                + " to "
                                + maximum
                                + ". Maybe it belongs to the other signedness?");
            }
        }
    }
}
