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
    /// [HawqSensitivity] with the weights' average Hessian traces.
    HAWQ_V3("hawq-v3", "HAWQ-V3: average Hessian trace times squared weight error"),
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
