package bitwright.workload;

import java.util.List;

/// A change of shape or place without arithmetic.
///
/// @param kind what it does
/// @param inputs activation tensors
/// @param constants names of constants that it places beside them (a class token), often none
/// @param arguments by kind: the axis order of a transpose; the axis of a concatenation, then the
///   place of each constant among its operands; axis, begin, end and step of each axis of a slice
///   (the end is exclusive and −1 where a backward slice goes through element 0); the axis of a
///   gather, then its indices; what a pad adds before and then after every axis
public record View(
        String name,
        String op,
        Kind kind,
        List<String> inputs,
        List<String> constants,
        String output,
        List<Integer> arguments)
        implements Layer {
    /// What a view does.
    public enum Kind {
        RESHAPE,
        TRANSPOSE,
        CONCAT,
        SLICE,
        EXPAND,
        GATHER,
        PAD
    }

    public View {
        inputs = List.copyOf(inputs);
        constants = List.copyOf(constants);
        arguments = List.copyOf(arguments);
    }
}
