package bitwright.precision.gradient;

/// The mean of each slice.
record MeanStep(Slices slices, int input, int output) implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        int at = 0;
        for (int start : slices.starts()) {
            double sum = 0;
            for (int step : slices.steps()) {
                sum += from[start + step];
            }
            to[at++] = sum / slices.steps().length;
        }
    }

    @Override
    public void backward(Pass pass) {
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        int at = 0;
        for (int start : slices.starts()) {
            double part = gradient[at++] / slices.steps().length;
            for (int step : slices.steps()) {
                to[start + step] += part;
            }
        }
    }
}
