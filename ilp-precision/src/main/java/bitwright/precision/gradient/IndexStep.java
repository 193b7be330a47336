package bitwright.precision.gradient;

/// A view: every output element is an element of an input, or a constant.
///
/// @param inputs tensors that are read
/// @param output tensor that is written
/// @param from for each output element the place among `inputs`, or -1 for a constant
/// @param sources for each output element the element of that input
/// @param constants for each output element its constant; empty where there are none
record IndexStep(int[] inputs, int output, byte[] from, int[] sources, double[] constants)
        implements Step {
    @Override
    public void forward(Pass pass) {
        double[] to = pass.values[output];
        for (int at = 0; at < to.length; at++) {
            to[at] = from[at] < 0 ? constants[at] : pass.values[inputs[from[at]]][sources[at]];
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] gradient = pass.gradients[output];
        for (int at = 0; at < gradient.length; at++) {
            if (from[at] >= 0) {
                pass.gradients[inputs[from[at]]][sources[at]] += gradient[at];
            }
        }
    }
}
