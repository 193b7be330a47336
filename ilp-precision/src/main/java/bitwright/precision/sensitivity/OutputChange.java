package bitwright.precision.sensitivity;

/// How far a network's outputs are from the float network's, over images.
public enum OutputChange {
    /// Mean Kullback-Leibler divergence of the class probabilities from the float network's; never
    /// negative.
    DIVERGENCE("divergence"),
    /// Rise of the mean cross-entropy against the labels; may be negative.
    CROSS_ENTROPY("cross-entropy"),
    /// Mean over images of the squared difference of an output, averaged over the outputs of an
    /// image: of logits, or of the elements of an embedding; never negative.
    OUTPUT_ERROR("output-error");

    private final String label;

    OutputChange(String label) {
        this.label = label;
    }

    /// The name in reports.
    public String label() {
        return label;
    }

    /// How far the outputs are.
    ///
    /// @param base the float network's outputs, image after image
    /// @param outputs those of the changed network
    /// @param labels the class of each image
    public double of(float[] base, float[] outputs, int[] labels) {
        return switch (this) {
            case DIVERGENCE -> CrossEntropy.divergence(base, outputs, labels.length);
            case CROSS_ENTROPY ->
                    CrossEntropy.mean(outputs, labels, labels.length)
                            - CrossEntropy.mean(base, labels, labels.length);
            case OUTPUT_ERROR -> meanSquare(base, outputs);
        };
    }

    private static double meanSquare(float[] base, float[] outputs) {
        double sum = 0;
        for (int index = 0; index < base.length; index++) {
            double error = (double) outputs[index] - base[index];
            sum += error * error;
        }
        return sum / base.length;
    }
}
