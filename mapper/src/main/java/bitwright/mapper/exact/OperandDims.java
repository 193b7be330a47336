package bitwright.mapper.exact;

import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;

/// Which dimensions index an operand and which leave it alone, by ordinals. The arrays are not to
/// be written to.
final class OperandDims {
    private static final int[][] FREE = dims(false);
    private static final int[][] INDEXING = dims(true);

    private OperandDims() {}

    /// Dimensions that do not index an operand.
    static int[] free(int operand) {
        return FREE[operand];
    }

    /// Dimensions that index an operand.
    static int[] indexing(int operand) {
        return INDEXING[operand];
    }

    private static int[][] dims(boolean indexing) {
        int[][] dims = new int[Operand.values().length][];
        for (Operand operand : Operand.values()) {
            dims[operand.ordinal()] =
                    Arrays.stream(Dim.values())
                            .filter(dim -> operand.dims().contains(dim) == indexing)
                            .mapToInt(Dim::ordinal)
                            .toArray();
        }
        return dims;
    }
}
