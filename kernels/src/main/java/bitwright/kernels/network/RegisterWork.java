package bitwright.kernels.network;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.reference.Register;
import bitwright.kernels.reference.RegisterContraction;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.LoopNest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A contraction whose accumulators may overflow their register, executed addition by addition.
///
/// @param layer its name, for errors
/// @param nest the loop nest of one image
/// @param format of the weights
/// @param weightCodes unsigned bit patterns, laid out as the nest says
/// @param register where the sums are held
record RegisterWork(
        String layer, LoopNest nest, NumberFormat format, int[] weightCodes, Register register) {
    /// The same with other weights: those of one image, where both operands are activations.
    RegisterWork with(int[] otherCodes) {
        return new RegisterWork(layer, nest, format, otherCodes, register);
    }

    /// Runs some images, requantized into the target.
    ///
    /// @param elements input elements of one image
    /// @throws ArithmeticException if a result without requantization leaves 32 bits
    void run(
            int[] input,
            int elements,
            int images,
            int[] target,
            @Nullable Requantization requantization,
            int positions) {
        int index = 0;
        for (int image = 0; image < images; image++) {
            int[] one = Arrays.copyOfRange(input, image * elements, (image + 1) * elements);
            for (long held : execute(one).held()) {
                target[index] =
                        requantization == null
                                ? narrow(held)
                                : requantization.apply(
                                        held, index / positions % requantization.channels());
                index++;
            }
        }
    }

    /// What the registers hold for one image.
    RegisterContraction.Result execute(int[] oneInput) {
        try {
            return RegisterContraction.accumulate(nest, oneInput, format, weightCodes, register);
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException("layer " + layer + ": " + overflow.getMessage());
        }
    }

    private int narrow(long held) {
        if (held != (int) held) {
            throw new ArithmeticException(
                    "layer " + layer + ": output " + held + " leaves 32 bits.");
        }
        return (int) held;
    }
}
