package bitwright.arch.machine;

import bitwright.arch.format.Precision;
import java.util.List;
import java.util.OptionalDouble;

/// A compute unit is one of three organisations of time; what it can do is a table of instructions.
public sealed interface ComputeUnit permits SpatialArray, VectorProcessor, TensorProcessor {
    /// The unit's name: a label for people, never a key for code.
    String name();

    /// The rows of the instruction table, in the file's order.
    List<Instruction> instructions();

    /// Where the unit's numbers come from.
    String source();

    /// What pointwise layers cost here.
    PointwiseRate pointwise();

    /// Area of the unit's logic, in square micrometres; empty where the machine file says nothing.
    default OptionalDouble squareMicrometres() {
        return OptionalDouble.empty();
    }

    /// The instructions that take exactly this precision, in table order; empty if the unit cannot
    /// do it.
    default List<Instruction> instructionsFor(Precision precision) {
        return instructions().stream().filter(row -> row.precision().equals(precision)).toList();
    }

    /// The parallel axes on which a schedule may spread a dimension outside the instruction's own
    /// tile, with their sizes, outermost first.
    List<ParallelAxis> axes();
}
