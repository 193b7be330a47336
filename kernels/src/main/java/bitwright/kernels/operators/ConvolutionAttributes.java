package bitwright.kernels.operators;

import java.util.List;

/// The attributes of ONNX's convolutions over one or two spatial axes.
///
/// @param strides one for each spatial axis, at least 1
/// @param dilations one for each spatial axis, at least 1
/// @param pads before each spatial axis, then after each; read for `NOTSET` alone
/// @param groups groups of channels
/// @param padding where the padding comes from
public record ConvolutionAttributes(
        List<Integer> strides,
        List<Integer> dilations,
        List<Integer> pads,
        int groups,
        AutoPad padding) {
    /// ONNX's `auto_pad`: `NOTSET` takes the pads as given; the `SAME` ones pad until the output
    /// has `ceil(input / stride)` positions, an odd one going after (`UPPER`) or before (`LOWER`).
    public enum AutoPad {
        NOTSET,
        SAME_UPPER,
        SAME_LOWER,
        VALID
    }

    /// @throws IllegalArgumentException in one line if a number is out of range
    public ConvolutionAttributes {
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        pads = List.copyOf(pads);
        int axes = strides.size();
        if (axes < 1 || axes > 2 || dilations.size() != axes || pads.size() != 2 * axes) {
            throw new IllegalArgumentException(
                    "a convolution needs strides and dilations for one or two spatial axes and"
                            + " twice as many pads, not "
                            + strides
                            + ", "
                            + dilations
                            + " and "
                            + pads
                            + ".");
        }
        requireAtLeast("strides", strides, 1);
        requireAtLeast("dilations", dilations, 1);
        requireAtLeast("pads", pads, 0);
        requireAtLeast("groups", List.of(groups), 1);
    }

    /// Step one, no dilation, no padding, one group, for images.
    public static final ConvolutionAttributes PLAIN =
            new ConvolutionAttributes(
                    List.of(1, 1), List.of(1, 1), List.of(0, 0, 0, 0), 1, AutoPad.NOTSET);

    /// The same with other pads: top, left, bottom, right.
    public ConvolutionAttributes withPads(int top, int left, int bottom, int right) {
        return new ConvolutionAttributes(
                strides, dilations, List.of(top, left, bottom, right), groups, AutoPad.NOTSET);
    }

    private static void requireAtLeast(String attribute, List<Integer> values, int least) {
        for (int value : values) {
            if (value < least) {
                throw new IllegalArgumentException(
                        attribute + " " + values + " must be at least " + least + ".");
            }
        }
    }

    int axes() {
        return strides.size();
    }

    /// Padding before and after an axis for an input and a filter of these extents.
    int before(int axis, int input, int filter) {
        int same = same(axis, input, filter);
        return switch (padding) {
            case NOTSET -> pads.get(axis);
            case VALID -> 0;
            case SAME_UPPER -> same / 2;
            case SAME_LOWER -> (same + 1) / 2;
        };
    }

    int total(int axis, int input, int filter) {
        return switch (padding) {
            case NOTSET -> Math.addExact(pads.get(axis), pads.get(axes() + axis));
            case VALID -> 0;
            case SAME_UPPER, SAME_LOWER -> same(axis, input, filter);
        };
    }

    private int same(int axis, int input, int filter) {
        int stride = strides.get(axis);
        int positions = (input + stride - 1) / stride;
        return Math.max(0, (positions - 1) * stride + span(axis, filter) - input);
    }

    /// Input elements from a filter's first to its last tap.
    int span(int axis, int filter) {
        return Math.addExact(Math.multiplyExact(dilations.get(axis), filter - 1), 1);
    }

    /// Positions of the output along an axis; below 1 where the filter does not fit.
    int positions(int axis, int input, int filter) {
        int room = Math.addExact(input, total(axis, input, filter)) - span(axis, filter);
        return Math.floorDiv(room, strides.get(axis)) + 1;
    }
}
