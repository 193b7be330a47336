package bitwright.kernels.fast;

import bitwright.workload.LoopNest;

/// The layout in which a strided, dilated, padded convolution becomes a matrix product without
/// copying a value more than once.
///
/// The padded input of each channel is split into phases: phase `(py, px)` holds the elements whose
/// row is `py` and whose column is `px` modulo the strides. In this layout a filter tap reads, for
/// the output at `(oy, ox)`, the element at a fixed offset from position `oy * width + ox`, so that
/// a run of neighbouring positions is a run of neighbouring elements, over the borders of rows and
/// of images. Positions at the right and lower border of a plane belong to no output; what is
/// computed there is dropped.
final class PhaseGeometry {
    private final LoopNest nest;

    /// Rows and columns of a phase plane.
    final int height;

    final int width;

    private final int phasesY;
    private final int phasesX;

    PhaseGeometry(LoopNest nest) {
        this.nest = nest;
        LoopNest.Window window = nest.window();
        int lastTapY = window.dilationY() * (nest.filterHeight() - 1);
        int lastTapX = window.dilationX() * (nest.filterWidth() - 1);
        height = nest.outputHeight() + lastTapY / window.strideY();
        width = nest.outputWidth() + lastTapX / window.strideX();
        phasesY = Math.min(window.strideY(), lastTapY + 1);
        phasesX = Math.min(window.strideX(), lastTapX + 1);
    }

    int planeSize() {
        return height * width;
    }

    /// Elements of the buffer for one group of so many images, its overrun included.
    int bufferSize(int images, int overrun) {
        long elements = (long) nest.inputChannels() * phasesY * phasesX * images * planeSize();
        return Math.toIntExact(elements + planeSize() + overrun);
    }

    /// Positions to compute for so many images, up to the last that is an output.
    int positions(int images) {
        return (images - 1) * planeSize() + (nest.outputHeight() - 1) * width + nest.outputWidth();
    }

    /// Where the elements of each tap begin, in the order of the weights of one channel.
    int[] tapOffsets(int images) {
        LoopNest.Window window = nest.window();
        int[] offsets = new int[nest.inputChannels() * nest.filterHeight() * nest.filterWidth()];
        int index = 0;
        for (int c = 0; c < nest.inputChannels(); c++) {
            for (int fy = 0; fy < nest.filterHeight(); fy++) {
                int tapY = window.dilationY() * fy;
                for (int fx = 0; fx < nest.filterWidth(); fx++) {
                    int tapX = window.dilationX() * fx;
                    int plane = plane(c, tapY % window.strideY(), tapX % window.strideX());
                    offsets[index++] =
                            plane * images * planeSize()
                                    + tapY / window.strideY() * width
                                    + tapX / window.strideX();
                }
            }
        }
        return offsets;
    }

    private int plane(int channel, int phaseY, int phaseX) {
        return (channel * phasesY + phaseY) * phasesX + phaseX;
    }

    /// Whether every element of the layout is an input element, so that nothing needs zeros.
    boolean isDense() {
        LoopNest.Window window = nest.window();
        return window.padTop() == 0
                && window.padLeft() == 0
                && (height - 1) * window.strideY() + phasesY <= nest.inputHeight()
                && (width - 1) * window.strideX() + phasesX <= nest.inputWidth();
    }

    /// Copies a run of an input row.
    interface Run {
        /// Copies `count` elements, the first at `from` and each `step` after the one before, to
        /// neighbouring elements from `to` on.
        void copy(int from, int step, int to, int count);
    }

    /// Tells which runs of one group's input channels of all images go where; what no run covers is
    /// zero.
    void split(int images, int group, Run run) {
        int channels = nest.groups() * nest.inputChannels();
        int inputPlane = nest.inputHeight() * nest.inputWidth();
        boolean isCopy =
                isDense()
                        && nest.window().strideY() == 1
                        && nest.window().strideX() == 1
                        && width == nest.inputWidth();
        for (int c = 0; c < nest.inputChannels(); c++) {
            for (int image = 0; image < images; image++) {
                int source = (image * channels + group * nest.inputChannels() + c) * inputPlane;
                if (isCopy) {
                    run.copy(source, 1, (c * images + image) * planeSize(), planeSize());
                    continue;
                }
                for (int py = 0; py < phasesY; py++) {
                    for (int px = 0; px < phasesX; px++) {
                        int target = (plane(c, py, px) * images + image) * planeSize();
                        splitPlane(source, py, px, target, run);
                    }
                }
            }
        }
    }

    private void splitPlane(int source, int phaseY, int phaseX, int target, Run run) {
        LoopNest.Window window = nest.window();
        int stepX = window.strideX();
        int shiftX = phaseX - window.padLeft();
        // The columns q with 0 <= q * stepX + shiftX < inputWidth.
        int from = shiftX >= 0 ? 0 : (-shiftX + stepX - 1) / stepX;
        int to = Math.min(width, Math.floorDiv(nest.inputWidth() - 1 - shiftX, stepX) + 1);
        for (int row = 0; row < height; row++) {
            int iy = row * window.strideY() + phaseY - window.padTop();
            if (iy >= 0 && iy < nest.inputHeight() && from < to) {
                int first = source + iy * nest.inputWidth() + shiftX + from * stepX;
                run.copy(first, stepX, target + row * width + from, to - from);
            }
        }
    }
}
