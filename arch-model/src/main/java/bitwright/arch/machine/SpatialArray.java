package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A systolic array of processing elements; axes `rows` and `columns`.
///
/// @param rows height of the array
/// @param columns width of the array
/// @param dataflows the dataflows that it permits, at least one
/// @param timing how it passes from fold to fold
/// @param instructions each with a tile of 1 x 1 x k: what one processing element adds to its sum
/// @param area of its logic; null where the file says nothing
public record SpatialArray(
        String name,
        int rows,
        int columns,
        Set<Dataflow> dataflows,
        ArrayTiming timing,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        @Nullable ArrayArea area,
        String source)
        implements ComputeUnit {
    public SpatialArray {
        dataflows = Collections.unmodifiableSet(EnumSet.copyOf(dataflows));
        instructions = List.copyOf(instructions);
    }

    /// An array of which no area is known.
    public SpatialArray(
            String name,
            int rows,
            int columns,
            Set<Dataflow> dataflows,
            ArrayTiming timing,
            List<Instruction> instructions,
            PointwiseRate pointwise,
            String source) {
        this(name, rows, columns, dataflows, timing, instructions, pointwise, null, source);
    }

    @Override
    public OptionalDouble squareMicrometres() {
        return area == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        (double) rows * columns * area.elementSquareMicrometres()
                                + area.edgeSquareMicrometres());
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(new ParallelAxis("rows", rows), new ParallelAxis("columns", columns));
    }
}
