package bitwright.precision.gradient;

/// A scale and a shift for each channel: a batch norm.
///
/// @param channels the channel of each element
record ChannelStep(int[] channels, double[] scale, double[] shift, int input, int output)
        implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        for (int at = 0; at < to.length; at++) {
            to[at] = scale[channels[at]] * from[at] + shift[channels[at]];
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        for (int at = 0; at < gradient.length; at++) {
            to[at] += scale[channels[at]] * gradient[at];
        }
    }
}
