package bitwright.precision.sensitivity;

/// Losses and hits of classifications.
public final class CrossEntropy {
    private CrossEntropy() {}

    /// Mean of `log Σ exp(logit) − logit of the label`, in double precision.
    public static double mean(float[] logits, int[] labels, int count) {
        int classes = logits.length / count;
        double sum = 0;
        for (int image = 0; image < count; image++) {
            sum +=
                    logOfSum(logits, image * classes, classes)
                            - logits[image * classes + labels[image]];
        }
        return sum / count;
    }

    /// Mean over images of `Σ p (log p − log q)`, where `p` are the class probabilities of the
    /// reference logits and `q` those of the others: the rise of the cross-entropy against the
    /// reference's own probabilities. Never negative but for rounding, which is clipped.
    public static double divergence(float[] reference, float[] logits, int count) {
        int classes = logits.length / count;
        double sum = 0;
        for (int image = 0; image < count; image++) {
            double normP = logOfSum(reference, image * classes, classes);
            double normQ = logOfSum(logits, image * classes, classes);
            for (int at = image * classes; at < (image + 1) * classes; at++) {
                double logP = reference[at] - normP;
                sum += Math.exp(logP) * (logP - (logits[at] - normQ));
            }
        }
        return Math.max(0, sum / count);
    }

    private static double logOfSum(float[] logits, int from, int classes) {
        double most = Double.NEGATIVE_INFINITY;
        for (int at = from; at < from + classes; at++) {
            most = Math.max(most, logits[at]);
        }
        double sum = 0;
        for (int at = from; at < from + classes; at++) {
            sum += Math.exp(logits[at] - most);
        }
        return most + Math.log(sum);
    }

    /// The class of each image: the greatest logit, the first among equals.
    public static int[] classes(float[] logits, int count) {
        int classes = logits.length / count;
        int[] chosen = new int[count];
        for (int image = 0; image < count; image++) {
            for (int label = 1; label < classes; label++) {
                if (logits[image * classes + label] > logits[image * classes + chosen[image]]) {
                    chosen[image] = label;
                }
            }
        }
        return chosen;
    }

    /// Fraction of images whose class is the label.
    public static double top1(int[] classes, int[] labels) {
        int hits = 0;
        for (int image = 0; image < classes.length; image++) {
            hits += classes[image] == labels[image] ? 1 : 0;
        }
        return hits / (double) classes.length;
    }
}
