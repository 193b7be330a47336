package bitwright.mapper.emit;

import bitwright.kernels.reference.RegisterContraction;
import bitwright.kernels.reference.Requantization;

/// What the reference kernels give for a layer's operands: its sums, and its outputs.
///
/// @param sums what the registers end with
/// @param outputs requantized sums; the sums themselves where there is no requantization
public record ReferenceOutputs(long[] sums, long[] outputs) {
    /// Runs the reference kernels.
    ///
    /// @param input integers of the activations' format
    /// @param weightCodes codes of the weights' format
    /// @throws ArithmeticException if a register overflows and must not
    public static ReferenceOutputs of(LayerKernel kernel, int[] input, int[] weightCodes) {
        long[] sums =
                RegisterContraction.accumulate(
                                kernel.nest(),
                                input,
                                kernel.precision().weights(),
                                weightCodes,
                                kernel.register())
                        .held();
        Requantization after = kernel.requantization();
        if (after == null) {
            return new ReferenceOutputs(sums, sums);
        }
        int positions = kernel.nest().outputHeight() * kernel.nest().outputWidth();
        long[] outputs = new long[sums.length];
        for (int i = 0; i < sums.length; i++) {
            outputs[i] = after.apply(sums[i], i / positions % after.channels());
        }
        return new ReferenceOutputs(sums, outputs);
    }

    /// One number for all outputs: FNV-1a over their 64-bit values.
    public long hash() {
        long hash = 0xcbf29ce484222325L;
        for (long output : outputs) {
            hash = (hash ^ output) * 0x100000001b3L;
        }
        return hash;
    }
}
