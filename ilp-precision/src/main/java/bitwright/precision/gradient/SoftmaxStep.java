package bitwright.precision.gradient;

/// `e^x / Σ e^x` along slices; the gradient is `y (dy − Σ y dy)`.
record SoftmaxStep(Slices slices, int input, int output) implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        for (int start : slices.starts()) {
            double most = Double.NEGATIVE_INFINITY;
            for (int step : slices.steps()) {
                most = Math.max(most, from[start + step]);
            }
            double sum = 0;
            for (int step : slices.steps()) {
                to[start + step] = Math.exp(from[start + step] - most);
                sum += to[start + step];
            }
            for (int step : slices.steps()) {
                to[start + step] /= sum;
            }
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] values = pass.values[output];
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        for (int start : slices.starts()) {
            double mean = 0;
            for (int step : slices.steps()) {
                mean += values[start + step] * gradient[start + step];
            }
            for (int step : slices.steps()) {
                to[start + step] += values[start + step] * (gradient[start + step] - mean);
            }
        }
    }
}
