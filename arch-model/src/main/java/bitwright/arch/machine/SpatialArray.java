package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A systolic array of processing elements; axes `rows` and `columns`.
///
/// @param rows height of the array
/// @param columns width of the array
/// @param dataflows the dataflows that it permits, at least one
/// @param timing how it passes from fold to fold
/// @param instructions each with a tile of 1 x 1 x 1: what one processing element does
public record SpatialArray(
        String name,
        int rows,
        int columns,
        Set<Dataflow> dataflows,
        ArrayTiming timing,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        String source)
        implements ComputeUnit {
    public SpatialArray {
        dataflows = Collections.unmodifiableSet(EnumSet.copyOf(dataflows));
        instructions = List.copyOf(instructions);
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(new ParallelAxis("rows", rows), new ParallelAxis("columns", columns));
    }
}
