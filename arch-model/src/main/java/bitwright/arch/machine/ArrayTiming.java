package bitwright.arch.machine;

/// How a spatial array passes from one fold to the next, what it does with partial sums, and how
/// its counts are reported.
///
/// A fold is one filling of the array: `rows · columns` outputs, weights or inputs that stay while
/// the others stream past. With `T` cycles of streaming, a skew of `rows + columns − 2` and `X =
/// rows` cycles to bring in what stays or to take out what was accumulated, `F` folds take `(F − 1)
/// · step + T + skew + X` cycles, where `step` depends on the first two switches.
///
/// An array that is not skewed hands every operand to all processing elements in the same cycle
/// (buses, adder trees); it has no folds, only the memories of its processing elements.
///
/// @param skewed whether operands travel from neighbour to neighbour (a systolic array)
/// @param doubleBuffered whether the next fold's stationary operand is loaded (or the last fold's
///   outputs are taken out) while a fold streams: every processing element has a second register
/// @param foldsOverlap whether a fold's skew begins while the last fold's skew ends
/// @param outputsDrain whether stationary outputs take `rows` cycles to leave; without it they are
///   gone at no cost
/// @param partialSumsReadBack whether partial sums that were written to the buffer are read again
///   before more is added to them
/// @param imageToColumns whether the array sees every layer as a matrix product whose rows are laid
///   out window by window (im2col), as SCALE-Sim does; otherwise loops are spread as they are
/// @param reportsLastIndex whether reports tell the index of the last cycle, which is one less than
///   the number of cycles, and count output writes as SCALE-Sim 3.0 does
public record ArrayTiming(
        boolean skewed,
        boolean doubleBuffered,
        boolean foldsOverlap,
        boolean outputsDrain,
        boolean partialSumsReadBack,
        boolean imageToColumns,
        boolean reportsLastIndex) {
    /// Everything that a real array has to do, with the second register that real arrays have.
    public static final ArrayTiming COMPLETE =
            new ArrayTiming(true, true, true, true, true, false, false);

    /// The conventions of SCALE-Sim 3.0 (commit 1d62b68): folds follow each other without overlap,
    /// stationary outputs leave at no cost, partial sums are written and never read, layers are
    /// matrix products, and the report tells the last cycle's index.
    public static final ArrayTiming SCALE_SIM =
            new ArrayTiming(true, false, false, false, false, true, true);

    /// An array of buses: all processing elements start at once.
    public static final ArrayTiming BROADCAST =
            new ArrayTiming(false, true, true, true, true, false, false);
}
