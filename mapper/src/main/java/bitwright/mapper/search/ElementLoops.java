package bitwright.mapper.search;

import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which loops lie inside the memories of an array that is not skewed, for all its stages.
///
/// @param stages one for each stage, the innermost first
/// @param around order of the loops of the shared tile around all stages, the innermost first
/// @param withoutRest whether tiles divide what they cut, so that no trip is partly empty;
///   otherwise they are as large as fits
record ElementLoops(List<StageLoops> stages, List<Dim> around, boolean withoutRest) {
    /// The loops of one stage: a block that all its operands are kept for, and around it loops over
    /// everything that does not move the operand that stays.
    ///
    /// @param stays the operand that stays
    /// @param block dimensions of the block, the innermost first, each grown as far as there is
    ///   room
    record StageLoops(Operand stays, List<Dim> block) {}

    private static final int FIRST_BLOCKS = 3;

    private static final List<List<Dim>> BLOCKS =
            List.of(
                    List.of(),
                    List.of(Dim.FX, Dim.C, Dim.K),
                    List.of(Dim.FX, Dim.FY, Dim.K, Dim.C),
                    List.of(Dim.FX, Dim.K, Dim.C),
                    List.of(Dim.FX, Dim.FY, Dim.C, Dim.K),
                    List.of(Dim.C, Dim.K),
                    List.of(Dim.K, Dim.C),
                    List.of(Dim.OX, Dim.FX, Dim.C, Dim.K),
                    List.of(Dim.OX, Dim.OY, Dim.B, Dim.K, Dim.C),
                    List.of(Dim.K, Dim.OX, Dim.OY, Dim.B));

    private static final List<List<Dim>> AROUND =
            List.of(
                    List.of(Dim.FX, Dim.FY, Dim.C, Dim.K, Dim.OX, Dim.OY, Dim.B, Dim.G),
                    List.of(Dim.FX, Dim.FY, Dim.C, Dim.OX, Dim.OY, Dim.B, Dim.K, Dim.G),
                    List.of(Dim.OX, Dim.OY, Dim.B, Dim.FX, Dim.FY, Dim.C, Dim.K, Dim.G),
                    List.of(Dim.K, Dim.FX, Dim.FY, Dim.C, Dim.OX, Dim.OY, Dim.B, Dim.G));

    /// A first few for the stages of a machine: every operand stays, with few blocks.
    static List<ElementLoops> first(List<Stage> stages) {
        List<List<StageLoops>> combinations = List.of(List.of());
        for (Stage stage : stages) {
            List<List<StageLoops>> longer = new ArrayList<>();
            for (List<StageLoops> inner : combinations) {
                for (StageLoops loops : of(stage, BLOCKS.subList(0, FIRST_BLOCKS))) {
                    List<StageLoops> more = new ArrayList<>(inner);
                    more.add(loops);
                    longer.add(List.copyOf(more));
                }
            }
            combinations = longer;
        }
        return combinations.stream()
                .map(each -> new ElementLoops(each, AROUND.getFirst(), false))
                .toList();
    }

    /// Those that differ in one thing.
    List<ElementLoops> neighbours(List<Stage> stageList) {
        List<ElementLoops> neighbours = new ArrayList<>();
        neighbours.add(new ElementLoops(stages, around, !withoutRest));
        for (List<Dim> order : AROUND) {
            neighbours.add(new ElementLoops(stages, order, withoutRest));
        }
        for (int index = 0; index < stages.size(); index++) {
            for (StageLoops other : of(stageList.get(index), BLOCKS)) {
                List<StageLoops> changed = new ArrayList<>(stages);
                changed.set(index, other);
                neighbours.add(new ElementLoops(List.copyOf(changed), around, withoutRest));
            }
        }
        return neighbours;
    }

    /// Dimensions that no operand of the stage has are left out of its blocks.
    private static List<StageLoops> of(Stage stage, List<List<Dim>> blocks) {
        Set<StageLoops> loops = new LinkedHashSet<>();
        for (Operand stays : stage.operands()) {
            for (List<Dim> block : blocks) {
                List<Dim> own =
                        block.stream()
                                .filter(dim ->
                                        stage.operands().stream()
                                                .anyMatch(held -> held.dims().contains(dim)))
                                .toList();
                loops.add(new StageLoops(stays, own));
            }
        }
        return List.copyOf(loops);
    }
}
