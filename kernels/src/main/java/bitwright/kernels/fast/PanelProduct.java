package bitwright.kernels.fast;

/// Packed weights that multiply panels: runs of neighbouring positions in the layout of
/// [PhaseGeometry].
///
/// Packed as `[group][block of taps][block of channels][tap][channel]`, so that one panel's work
/// reads them in order. Every partial sum is exact in the type of the lanes; the blocks of
/// [TapBlocks] see to that.
sealed interface PanelProduct permits FloatProduct, ShortProduct {
    /// Output channels that the inner loop takes together. Four channels by two vectors leave
    /// AVX2's sixteen registers room for two inputs and four weights, all of which the compiler
    /// keeps alive; larger blocks were measured to spill.
    int ROWS = 4;

    /// Positions in a panel: two vectors.
    int columns();

    /// Lays one group's input channels of all images out for the panels that follow.
    void load(PhaseGeometry geometry, int[] input, int images, int group, Workspace workspace);

    /// Writes the sums of the panel that begins at a position, `[channel][column]`, channels up to
    /// a multiple of four.
    void sum(int[] tapOffsets, int position, int group, Workspace workspace, int[] sums);

    /// Blocks of channels that cover so many.
    static int channelBlocks(int channels) {
        return (channels + ROWS - 1) / ROWS;
    }
}
