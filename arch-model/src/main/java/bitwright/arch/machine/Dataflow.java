package bitwright.arch.machine;

import java.util.Locale;

/// Which operand stays in the processing elements of a spatial array while the others move.
///
/// On an array that is not skewed it says what is spread: the dimensions that index the operand
/// that stays.
public enum Dataflow {
    OUTPUT_STATIONARY,
    WEIGHT_STATIONARY,
    INPUT_STATIONARY,

    /// A processing element convolves one filter row with one input row: filter columns and output
    /// columns stay inside it, filter rows lie on the array's rows alone (Eyeriss). Only for arrays
    /// that are not skewed.
    ROW_STATIONARY;

    /// What files and messages call it, e.g. `weight-stationary`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
