package bitwright.precision.gradient;

/// `scale · (x − mean) / √(variance + epsilon) + shift` along slices.
///
/// @param scale one number for each element of a slice
/// @param shift one number for each element of a slice
record LayerNormStep(
        Slices slices, double[] scale, double[] shift, double epsilon, int input, int output)
        implements Step {
    @Override
    public int[] inputs() {
        return new int[] {input};
    }

    @Override
    public void forward(Pass pass) {
        double[] from = pass.values[input];
        double[] to = pass.values[output];
        for (int start : slices.starts()) {
            double mean = mean(from, start);
            double factor = 1 / Math.sqrt(variance(from, start, mean) + epsilon);
            int at = 0;
            for (int step : slices.steps()) {
                to[start + step] = scale[at] * (from[start + step] - mean) * factor + shift[at];
                at++;
            }
        }
    }

    /// With `n` the normed values and `g = scale · dy`: `dx = (g − mean(g) − n · mean(g n)) /
    /// √(…)`.
    @Override
    public void backward(Pass pass) {
        double[] from = pass.values[input];
        double[] gradient = pass.gradients[output];
        double[] to = pass.gradients[input];
        int count = slices.steps().length;
        for (int start : slices.starts()) {
            double mean = mean(from, start);
            double factor = 1 / Math.sqrt(variance(from, start, mean) + epsilon);
            double sum = 0;
            double product = 0;
            int at = 0;
            for (int step : slices.steps()) {
                double scaled = scale[at++] * gradient[start + step];
                sum += scaled;
                product += scaled * (from[start + step] - mean) * factor;
            }
            at = 0;
            for (int step : slices.steps()) {
                double normed = (from[start + step] - mean) * factor;
                double scaled = scale[at++] * gradient[start + step];
                to[start + step] += factor * (scaled - sum / count - normed * product / count);
            }
        }
    }

    private double mean(double[] values, int start) {
        double sum = 0;
        for (int step : slices.steps()) {
            sum += values[start + step];
        }
        return sum / slices.steps().length;
    }

    private double variance(double[] values, int start, double mean) {
        double sum = 0;
        for (int step : slices.steps()) {
            double distance = values[start + step] - mean;
            sum += distance * distance;
        }
        return sum / slices.steps().length;
    }
}
