package bitwright.precision.gradient;

/// An operation on pairs of elements that broadcast.
///
/// @param left what stands first
/// @param right what stands second
/// @param output tensor that is written
record BinaryStep(Operation operation, Operand left, Operand right, int output) implements Step {
    /// What is computed.
    enum Operation {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE
    }

    /// A tensor or a constant.
    ///
    /// @param tensor its number, or -1 for a constant
    /// @param constant values of a constant; empty for a tensor
    /// @param sources the element that each output element takes
    record Operand(int tensor, double[] constant, int[] sources) {
        double[] values(Pass pass) {
            return tensor < 0 ? constant : pass.values[tensor];
        }
    }

    @Override
    public int[] inputs() {
        if (left.tensor < 0) {
            return new int[] {right.tensor};
        }
        return right.tensor < 0 ? new int[] {left.tensor} : new int[] {left.tensor, right.tensor};
    }

    @Override
    public void forward(Pass pass) {
        double[] a = left.values(pass);
        double[] b = right.values(pass);
        double[] result = pass.values[output];
        for (int at = 0; at < result.length; at++) {
            double x = a[left.sources[at]];
            double y = b[right.sources[at]];
            result[at] =
                    switch (operation) {
                        case ADD -> x + y;
                        case SUBTRACT -> x - y;
                        case MULTIPLY -> x * y;
                        case DIVIDE -> x / y;
                    };
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] a = left.values(pass);
        double[] b = right.values(pass);
        double[] gradient = pass.gradients[output];
        for (int at = 0; at < gradient.length; at++) {
            double y = b[right.sources[at]];
            if (left.tensor >= 0) {
                pass.gradients[left.tensor][left.sources[at]] +=
                        gradient[at]
                                * switch (operation) {
                                    case ADD, SUBTRACT -> 1;
                                    case MULTIPLY -> y;
                                    case DIVIDE -> 1 / y;
                                };
            }
            if (right.tensor >= 0) {
                double x = a[left.sources[at]];
                pass.gradients[right.tensor][right.sources[at]] +=
                        gradient[at]
                                * switch (operation) {
                                    case ADD -> 1;
                                    case SUBTRACT -> -1;
                                    case MULTIPLY -> x;
                                    case DIVIDE -> -x / (y * y);
                                };
            }
        }
    }
}
