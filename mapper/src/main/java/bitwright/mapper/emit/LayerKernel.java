package bitwright.mapper.emit;

import bitwright.arch.format.Precision;
import bitwright.kernels.reference.Register;
import bitwright.kernels.reference.Requantization;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One layer as a kernel in another language computes it.
///
/// @param function the kernel's name, a C identifier
/// @param nest the layer
/// @param precision its formats; the accumulator of the machine is not looked at
/// @param schedule its loops
/// @param register where sums are held, and what happens beyond it
/// @param requantization from sums to outputs; null where the sums are the result
public record LayerKernel(
        String function,
        LoopNest nest,
        Precision precision,
        Schedule schedule,
        Register register,
        @Nullable Requantization requantization) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /// @throws IllegalArgumentException if the name is no identifier, if the loops do not cover the
    ///   layer, or if the requantization has another number of channels; the message is one line
    public LayerKernel {
        if (!IDENTIFIER.matcher(function).matches()) {
            throw new IllegalArgumentException(
                    "function name '"
                            + function
                            + "' must be a small letter, then small letters, digits and '_'. Maybe "
                            + identifier(function)
                            + ".");
        }
        for (Dim dim : Dim.values()) {
            if (schedule.reach(dim) < nest.extent(dim)) {
                throw new IllegalArgumentException(
                        "dimension "
                                + dim.label()
                                + " has extent "
                                + nest.extent(dim)
                                + " but the schedule's loops reach only "
                                + schedule.reach(dim)
                                + ". Maybe it is the schedule of another layer.");
            }
        }
        int channels = nest.groups() * nest.outputChannels();
        if (requantization != null
                && requantization.channels() != 1
                && requantization.channels() != channels) {
            throw new IllegalArgumentException(
                    "a requantization of "
                            + requantization.channels()
                            + " channels does not fit a layer of "
                            + channels
                            + ".");
        }
    }

    /// A C identifier for a layer of any name.
    public static String identifier(String layer) {
        String plain = layer.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String trimmed = plain.replaceAll("^_+|_+$", "");
        String named = trimmed.matches("[a-z].*") ? trimmed : "layer_" + trimmed;
        return named.substring(0, Math.min(named.length(), 63));
    }
}
