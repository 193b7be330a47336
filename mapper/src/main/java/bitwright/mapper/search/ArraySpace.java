package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The schedules that the mapper considers on a spatial array: what lies on rows and columns, what
/// streams, the buffer's tile.
record ArraySpace(
        LoopNest nest, Accelerator accelerator, SpatialArray array, Instruction instruction)
        implements Space {
    private static final int MOST_SIZES = 5;

    @Override
    public int mostSizes() {
        return MOST_SIZES;
    }

    @Override
    public void shapes(Consumer<Shape> visitor) {
        for (Dataflow dataflow : array.dataflows()) {
            List<Dim> positions = List.of(Dim.OX, Dim.OY, Dim.B);
            List<Dim> rows =
                    dataflow == Dataflow.OUTPUT_STATIONARY
                            ? positions
                            : List.of(Dim.FX, Dim.FY, Dim.C);
            List<Dim> columns = dataflow == Dataflow.INPUT_STATIONARY ? positions : List.of(Dim.K);
            Map<Dim, Integer> bases =
                    Map.of(
                            Dim.K,
                            columns.contains(Dim.K) ? array.columns() : 1,
                            Dim.C,
                            instruction.k() * (rows.contains(Dim.C) ? array.rows() : 1));
            for (List<Dim> onRows : selections(rows)) {
                visitor.accept(new Shape(bases, sizes -> tile(dataflow, onRows, columns, sizes)));
            }
        }
    }

    /// Which dimensions share the rows: all, all but the first, …, or the first alone; only those
    /// that differ.
    private List<List<Dim>> selections(List<Dim> dims) {
        List<Dim> present = dims.stream().filter(dim -> nest.extent(dim) > 1).toList();
        List<List<Dim>> selections = new ArrayList<>();
        for (int from = 0; from < present.size(); from++) {
            selections.add(present.subList(from, present.size()));
        }
        if (present.size() > 1) {
            selections.add(List.of(present.getFirst()));
        }
        return selections.isEmpty() ? List.of(List.of()) : selections;
    }

    private Draft tile(
            Dataflow dataflow, List<Dim> rows, List<Dim> columns, Map<Dim, Integer> sizes) {
        Draft draft = new Draft(nest, instruction.name());
        draft.spreadAll(List.of(Dim.C, Dim.FX, Dim.FY), instruction.k(), "k");
        List<Dim> streamed =
                switch (dataflow) {
                    case OUTPUT_STATIONARY -> List.of(Dim.C, Dim.FX, Dim.FY);
                    case WEIGHT_STATIONARY, ROW_STATIONARY -> List.of(Dim.OX, Dim.OY, Dim.B);
                    case INPUT_STATIONARY -> List.of(Dim.K);
                };
        draft.loopsTo(streamed, sizes);
        draft.spreadAll(rows, array.rows(), "rows");
        draft.spreadAll(columns, array.columns(), "columns");
        draft.loopsTo(List.of(Dim.FX, Dim.FY, Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.B, Dim.G), sizes);
        draft.keepHeld(accelerator.memories());
        return draft;
    }
}
