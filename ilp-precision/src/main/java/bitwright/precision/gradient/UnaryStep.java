package bitwright.precision.gradient;

/// A function of every element.
record UnaryStep(ScalarFunction function, int input, int output) implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        for (int at = 0; at < to.length; at++) {
            to[at] = function.value().applyAsDouble(from[at]);
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] from = pass.values[input];
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        for (int at = 0; at < gradient.length; at++) {
            if (gradient[at] != 0) {
                to[at] += gradient[at] * function.slope().applyAsDouble(from[at]);
            }
        }
    }
}
