package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.workload.Contraction;
import java.util.Set;

/// The exact formats that a layer needs when its choice says `w4a8`: the data decide whether
/// activations are signed.
public final class LayerPrecision {
    private LayerPrecision() {}

    /// The exact precision of one contraction on a machine: the formats with the accumulator of its
    /// rows for them.
    ///
    /// @param choice what the plan says, with signed activations
    /// @param nonNegative tensors that are never negative
    public static Precision of(
            Contraction layer, Precision choice, Set<String> nonNegative, Accelerator machine) {
        return machine.withOwnAccumulator(of(layer, choice, nonNegative));
    }

    /// The exact precision of one contraction.
    ///
    /// Activations are unsigned where the input can never be negative. Where both operands are
    /// activations, the second stands in the place of the weights and has the format of the
    /// choice's activations.
    ///
    /// @param choice what the plan says, with signed activations
    /// @param nonNegative tensors that are never negative
    public static Precision of(Contraction layer, Precision choice, Set<String> nonNegative) {
        Precision precision = choice;
        if (layer.inputs().size() == 2) {
            precision =
                    new Precision(choice.activations(), choice.activations(), choice.accumulator());
        }
        return nonNegative.contains(layer.inputs().getFirst())
                ? precision.withUnsignedActivations()
                : precision;
    }
}
