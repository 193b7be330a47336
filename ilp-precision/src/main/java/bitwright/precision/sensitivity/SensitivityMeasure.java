package bitwright.precision.sensitivity;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The measures of sensitivity, by the names that the command line and reports use.
public enum SensitivityMeasure {
    /// [MeasuredSensitivity] by [OutputChange#DIVERGENCE].
    DIVERGENCE("divergence", "measured: divergence from the float network, one layer quantized"),
    /// [MeasuredSensitivity] by [OutputChange#CROSS_ENTROPY].
    CROSS_ENTROPY(
            "cross-entropy",
            "measured: rise of the cross-entropy against labels, one layer quantized"),
    /// [MeasuredSensitivity] by [OutputChange#OUTPUT_ERROR].
    OUTPUT_ERROR(
            "output-error", "measured: mean squared error of the outputs, one layer quantized"),
    /// [HawqSensitivity] with the top eigenvalue of weights.
    HAWQ("hawq", "HAWQ: top Hessian eigenvalue times squared weight error"),
    /// [HawqSensitivity] with average traces of weights and activations.
    HAWQ_V2(
            "hawq-v2",
            "HAWQ-V2: average Hessian trace times squared error, of weights and of activations"),
    /// [HawqSensitivity] with average traces of weights alone.
    HAWQ_V3("hawq-v3", "HAWQ-V3: average Hessian trace times squared weight error"),
    /// [PerturbationSensitivity].
    PERTURBATION(
            "perturbation",
            "APHQ-ViT: output error of one layer weighted by its average perturbation Hessian"),
    /// [FisherSensitivity].
    FISHER("fisher", "LQ-LoRA: weight error weighted by the Fisher information"),
    /// [WeightErrorSensitivity].
    WEIGHT_ERROR("weight-error", "squared weight error");

    private final String label;
    private final String description;

    SensitivityMeasure(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /// The name on command lines.
    public String label() {
        return label;
    }

    /// What the loss is, for reports.
    public String description() {
        return description;
    }

    /// The change of outputs that losses of the measure stand for: what a whole plan's sum of
    /// losses is compared with.
    public OutputChange change() {
        return switch (this) {
            case CROSS_ENTROPY -> OutputChange.CROSS_ENTROPY;
            case OUTPUT_ERROR -> OutputChange.OUTPUT_ERROR;
            case DIVERGENCE, HAWQ, HAWQ_V2, HAWQ_V3, PERTURBATION, FISHER, WEIGHT_ERROR ->
                    OutputChange.DIVERGENCE;
        };
    }

    /// The measure of a name.
    ///
    /// @throws IllegalArgumentException if there is none; the message has all names
    public static SensitivityMeasure parse(String label) {
        for (SensitivityMeasure measure : values()) {
            if (measure.label.equals(label)) {
                return measure;
            }
        }
        throw new IllegalArgumentException(
                "'" + label + "' is no measure of sensitivity. Maybe one of " + labels() + ".");
    }

    /// All names, separated by commas.
    public static String labels() {
        return Arrays.stream(values())
                .map(SensitivityMeasure::label)
                .collect(Collectors.joining(", "));
    }
}
