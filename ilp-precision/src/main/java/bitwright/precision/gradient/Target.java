package bitwright.precision.gradient;

/// What the class probabilities of an image should be. The loss is the cross-entropy `−Σ p log
/// softmax(z / T)` of the outputs `z` against it.
///
/// @param probabilities of each class; treat the array as read-only
/// @param temperature by which outputs are divided; positive
public record Target(double[] probabilities, double temperature) {
    public Target {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException(
                    "temperature (" + temperature + ") must be positive.");
        }
    }

    /// A labelled image at temperature 1.
    public static Target label(int label, int classes) {
        double[] probabilities = new double[classes];
        probabilities[label] = 1;
        return new Target(probabilities, 1);
    }

    /// The probabilities that some outputs mean: the loss is then the Kullback-Leibler divergence
    /// from them, but for a constant.
    public static Target outputs(double[] outputs, double temperature) {
        return new Target(softmax(outputs, temperature), temperature);
    }

    /// The loss of outputs.
    double loss(double[] outputs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double output : outputs) {
            most = Math.max(most, output / temperature);
        }
        double sum = 0;
        double mean = 0;
        for (int at = 0; at < outputs.length; at++) {
            sum += Math.exp(outputs[at] / temperature - most);
            mean += probabilities[at] * (outputs[at] / temperature - most);
        }
        return Math.log(sum) - mean;
    }

    /// The Kullback-Leibler divergence of what outputs mean from these probabilities.
    public double divergence(double[] outputs) {
        double entropy = 0;
        for (double probability : probabilities) {
            entropy -= probability > 0 ? probability * Math.log(probability) : 0;
        }
        return Math.max(0, loss(outputs) - entropy);
    }

    /// The gradient of the loss with respect to outputs, written into an array.
    void gradient(double[] outputs, double[] gradient) {
        double[] softmax = softmax(outputs, temperature);
        for (int at = 0; at < softmax.length; at++) {
            gradient[at] = (softmax[at] - probabilities[at]) / temperature;
        }
    }

    private static double[] softmax(double[] outputs, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (double output : outputs) {
            most = Math.max(most, output);
        }
        double[] softmax = new double[outputs.length];
        double sum = 0;
        for (int at = 0; at < outputs.length; at++) {
            softmax[at] = Math.exp((outputs[at] - most) / temperature);
            sum += softmax[at];
        }
        for (int at = 0; at < softmax.length; at++) {
            softmax[at] /= sum;
        }
        return softmax;
    }
}
