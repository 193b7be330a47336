package bitwright.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Element-wise work, pooling and normalisation: everything that computes and is no contraction.
///
/// @param kind what it computes
/// @param inputs activation tensors
/// @param constants names of constants that it reads, often none. They stand after the inputs in
///   the operator's order: the other addend; scale and shift of a batch norm (`y = scale·x + shift`
///   on axis 1); scale, shift and epsilon of a layer norm
/// @param pool the window of a pool; null for other kinds
/// @param lower lower clip bound, for `CLIP`; otherwise unused
/// @param upper upper clip bound, for `CLIP`; otherwise unused
/// @param axes the axes of the input over which `MEAN`, `SOFTMAX` and `LAYER_NORM` go; empty for
///   other kinds
/// @param elements output elements
/// @param operationsPerElement elementary operations for each output element
public record Pointwise(
        String name,
        String op,
        Kind kind,
        List<String> inputs,
        List<String> constants,
        String output,
        @Nullable Pool pool,
        double lower,
        double upper,
        List<Integer> axes,
        long elements,
        double operationsPerElement)
        implements Layer {
    /// What a pointwise layer computes.
    public enum Kind {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        RELU,
        CLIP,
        SIGMOID,
        GELU,
        SOFTMAX,
        LAYER_NORM,
        BATCH_NORM,
        MAX_POOL,
        AVERAGE_POOL,
        MEAN,
        OTHER;

        /// Elementary operations (add, compare, multiply, divide, exponential, root, error
        /// function: one each) for one output element, by the textbook formula of each kind.
        ///
        /// @param inputsPerOutput inputs under the window of a pool or mean; unused for others
        public double operationsPerElement(long inputsPerOutput) {
            return switch (this) {
                case ADD, SUBTRACT, MULTIPLY, DIVIDE, RELU, OTHER -> 1;
                // Two comparisons; scale and shift.
                case CLIP, BATCH_NORM -> 2;
                // Negate, exponential, add, divide.
                case SIGMOID -> 4;
                // Divide, error function, add, multiply, multiply.
                case GELU -> 5;
                // Compare, subtract, exponential, add, divide.
                case SOFTMAX -> 5;
                // Add, subtract, square, add, divide, scale, shift.
                case LAYER_NORM -> 7;
                case MAX_POOL, AVERAGE_POOL, MEAN -> inputsPerOutput;
            };
        }
    }

    /// A pooling window over the last two axes.
    public record Pool(
            int height, int width, LoopNest.Window window, boolean countIncludesPadding) {}

    public Pointwise {
        inputs = List.copyOf(inputs);
        constants = List.copyOf(constants);
        axes = List.copyOf(axes);
    }

    /// A layer of a kind that goes over no axes, or one whose axes do not matter.
    public Pointwise(
            String name,
            String op,
            Kind kind,
            List<String> inputs,
            List<String> constants,
            String output,
            @Nullable Pool pool,
            double lower,
            double upper,
            long elements,
            double operationsPerElement) {
        this(
                name,
                op,
                kind,
                inputs,
                constants,
                output,
                pool,
                lower,
                upper,
                List.of(),
                elements,
                operationsPerElement);
    }
}
