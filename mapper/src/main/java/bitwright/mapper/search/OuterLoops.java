package bitwright.mapper.search;

import bitwright.workload.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The loops around the tiles of the first level on chip: which tile sizes, and in which order.
final class OuterLoops {
    /// Orders from the innermost outwards; each lets another operand stay.
    private static final List<List<Dim>> ORDERS =
            List.of(
                    // Reductions innermost: the output tile stays.
                    List.of(Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.B, Dim.G),
                    List.of(Dim.C, Dim.OX, Dim.OY, Dim.B, Dim.K, Dim.G),
                    // Positions innermost: the weight tile stays.
                    List.of(Dim.OX, Dim.OY, Dim.B, Dim.C, Dim.K, Dim.G),
                    // Output channels innermost: the input tile stays.
                    List.of(Dim.K, Dim.C, Dim.OX, Dim.OY, Dim.B, Dim.G));

    private OuterLoops() {}

    /// Covers the rest of every dimension around a draft, once for each order of those that have a
    /// rest, the order of [#any] left out.
    static void completeOtherwise(Draft tile, Consumer<Draft> finished) {
        List<List<Dim>> seen = new ArrayList<>();
        for (List<Dim> order : ORDERS) {
            List<Dim> open = order.stream().filter(tile::hasRest).toList();
            if (!seen.contains(open)) {
                if (!seen.isEmpty()) {
                    finished.accept(complete(tile, order));
                }
                seen.add(open);
            }
        }
    }

    /// Covers the rest in one order. What resides anywhere, and how many tiles there are, is the
    /// same in every order.
    static Draft any(Draft tile) {
        return complete(tile, ORDERS.getFirst());
    }

    private static Draft complete(Draft tile, List<Dim> order) {
        Draft draft = tile.copy();
        draft.loopRest(Dim.FX);
        draft.loopRest(Dim.FY);
        order.forEach(draft::loopRest);
        return draft;
    }
}
