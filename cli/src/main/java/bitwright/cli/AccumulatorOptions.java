package bitwright.cli;

import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that state the accumulators of an execution.
final class AccumulatorOptions {
    @Option(
            names = "--accumulator",
            paramLabel = "BITS",
            description =
                    "Accumulators of so many bits, 8 to 64, and a table of the outputs that overflow them.")
    private @Nullable Integer bits;

    @Option(
            names = "--overflow",
            paramLabel = "NAME",
            description =
                    "With --accumulator: wrap (default), saturate, or refuse what may overflow.")
    private @Nullable String overflow;

    /// The stated register; null where none is.
    ///
    /// @throws BadInputException if a flag is out of range or lacks the other
    @Nullable Register register() {
        if (bits == null) {
            if (overflow != null) {
                throw new BadInputException(
                        "--overflow " + overflow + " needs --accumulator BITS beside it.");
            }
            return null;
        }
        try {
            return new Register(bits, overflow == null ? Overflow.WRAP : Overflow.parse(overflow));
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--accumulator: " + problem.getMessage(), problem);
        }
    }

    /// The flags as they were given, with a blank in front; empty where there are none.
    String text() {
        return (bits == null ? "" : " --accumulator " + bits)
                + (overflow == null ? "" : " --overflow " + overflow);
    }
}
