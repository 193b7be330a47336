package bitwright.mapper.exact;

import bitwright.workload.Operand;

/// Where tiles of some operands become resident together.
///
/// @param levels the memory level that takes each operand's tile, by ordinal; 0 where the operand
///   passes by
/// @param insideRows whether the spread over the rows lies outside, so that each row has its own
/// @param insideColumns the same for the columns
record Boundary(int[] levels, boolean insideRows, boolean insideColumns) {
    /// The level of an operand; 0 where it passes by.
    int level(Operand operand) {
        return levels[operand.ordinal()];
    }
}
