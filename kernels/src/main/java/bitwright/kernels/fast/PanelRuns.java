package bitwright.kernels.fast;

import bitwright.workload.LoopNest;

/// Which columns of a panel are outputs, as runs of neighbours within one row of outputs or, where
/// no position belongs to a border, within one image.
final class PanelRuns {
    private final LoopNest nest;
    private final PhaseGeometry geometry;
    private final int[] starts;
    private final int[] lengths;
    private final int[] targets;
    private int count;

    PanelRuns(LoopNest nest, PhaseGeometry geometry, int columns) {
        this.nest = nest;
        this.geometry = geometry;
        starts = new int[columns];
        lengths = new int[columns];
        targets = new int[columns];
    }

    /// Finds the runs of the panel that begins at a position; their targets are those of the first
    /// channel of all groups.
    void locate(int position, int images, int columns) {
        int plane = geometry.planeSize();
        int width = nest.outputWidth();
        int imageElements =
                nest.groups() * nest.outputChannels() * nest.outputHeight() * nest.outputWidth();
        count = 0;
        for (int column = 0; column < columns; column++) {
            int image = (position + column) / plane;
            int row = (position + column) % plane / geometry.width;
            int x = (position + column) % geometry.width;
            if (image >= images || row >= nest.outputHeight() || x >= width) {
                continue;
            }
            int target = image * imageElements + row * width + x;
            boolean continues =
                    count > 0
                            && starts[count - 1] + lengths[count - 1] == column
                            && targets[count - 1] + lengths[count - 1] == target;
            if (continues) {
                lengths[count - 1]++;
            } else {
                starts[count] = column;
                lengths[count] = 1;
                targets[count++] = target;
            }
        }
    }

    /// Copies the outputs among the columns of one channel's row.
    ///
    /// @param from where the row begins
    /// @param channel over all groups
    void copy(int[] sums, int from, int[] output, int channel) {
        int offset = channel * nest.outputHeight() * nest.outputWidth();
        for (int run = 0; run < count; run++) {
            System.arraycopy(sums, from + starts[run], output, offset + targets[run], lengths[run]);
        }
    }
}
