package bitwright.cli;

import bitwright.kernels.network.IntegerOptions;
import bitwright.kernels.reference.Register;
import bitwright.kernels.requantization.RequantizationRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The flags that state the arithmetic of an integer network.
final class ArithmeticOptions {
    @Option(
            names = "--rounding",
            paramLabel = "NAME",
            description = {
                "How every requantization rounds: half_even (default), half_up, half_away, floor,",
                "hawq_pytorch, tvm_upward, tvm_tonearest, tvm_truncate, tflite_double, tflite_single."
            })
    private @Nullable String rounding;

    @Mixin private final AccumulatorOptions accumulator = new AccumulatorOptions();

    /// The stated arithmetic.
    ///
    /// @throws BadInputException if a name is unknown or a width out of range
    IntegerOptions options() {
        Register register = accumulator.register();
        IntegerOptions options =
                register == null ? IntegerOptions.DEFAULT : IntegerOptions.DEFAULT.with(register);
        if (rounding == null) {
            return options;
        }
        try {
            return options.with(RequantizationRule.parse(rounding));
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--rounding: " + problem.getMessage(), problem);
        }
    }

    /// The flags as they were given, with a blank in front; empty where there are none.
    String text() {
        return (rounding == null ? "" : " --rounding " + rounding) + accumulator.text();
    }
}
