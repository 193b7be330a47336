package bitwright.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A convolution or matrix product as a loop nest.
///
/// @param inputs one activation tensor; two where both operands are activations (attention), the
///   second in the place of the weights
/// @param weights name of the weight constant, laid out as the nest says; null where the second
///   input takes its place or where the network has shapes only
/// @param bias name of the bias constant, one element per output channel over all groups; null if
///   there is none
/// @param rowsFirst whether the activations are laid out rows × channels, as matrix products have
///   it, and not channels × positions, as the nest has it
public record Contraction(
        String name,
        String op,
        List<String> inputs,
        String output,
        LoopNest nest,
        @Nullable String weights,
        @Nullable String bias,
        boolean rowsFirst)
        implements Layer {
    public Contraction {
        inputs = List.copyOf(inputs);
    }
}
