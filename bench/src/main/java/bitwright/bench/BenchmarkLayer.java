package bitwright.bench;

import bitwright.workload.LoopNest;

/// Contractions to measure, by name: layers of the shipped ResNet-8.
public enum BenchmarkLayer {
    /// 16 to 16 channels, 3 x 3, 28 x 28.
    BLOCK1(convolution(16, 16, 28, 3, 1)),
    /// 16 to 32 channels, 3 x 3 with stride 2, 14 x 14.
    BLOCK2_STRIDED(convolution(32, 16, 14, 3, 2)),
    /// 64 to 64 channels, 3 x 3, 7 x 7.
    BLOCK3(convolution(64, 64, 7, 3, 1));

    private final LoopNest nest;

    BenchmarkLayer(LoopNest nest) {
        this.nest = nest;
    }

    /// The loop nest of one image.
    public LoopNest nest() {
        return nest;
    }

    private static LoopNest convolution(
            int outputChannels, int inputChannels, int outputSide, int filter, int stride) {
        int inputSide = outputSide * stride;
        int pad = filter / 2;
        return new LoopNest(
                1,
                1,
                outputChannels,
                inputChannels,
                outputSide,
                outputSide,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, pad, pad),
                inputSide,
                inputSide);
    }
}
