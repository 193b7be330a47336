package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The variables of a cost table: how many layers of a class take each choice.
///
/// Layers in no coupling whose choices have the same losses and costs in the same order form a
/// class: who of them takes which choice is all one to every sum, so that counting loses no plan
/// and the proof need not tell equal layers apart (the blocks of a transformer are such). Every
/// other layer is a class of its own, and its counts are binary.
final class ChoiceVariables {
    private final CostTable table;
    private final CpModel model;
    private final List<List<Integer>> classes = new ArrayList<>();
    private final List<LinearArgument[]> counts = new ArrayList<>();
    private final Map<Integer, BoolVar[]> coupled = new LinkedHashMap<>();

    /// What makes two layers equal to every sum.
    private record Weights(List<Double> losses, List<Map<String, Double>> costs) {
        static Weights of(LayerChoices layer) {
            return new Weights(
                    layer.choices().stream().map(Choice::loss).toList(),
                    layer.choices().stream().map(Choice::costs).toList());
        }
    }

    ChoiceVariables(CostTable table, CpModel model) {
        this.table = table;
        this.model = model;
        Set<String> names = new LinkedHashSet<>();
        table.couplings().forEach(coupling -> names.addAll(coupling.layers()));
        Map<Weights, List<Integer>> equal = new LinkedHashMap<>();
        for (int layer = 0; layer < table.layers().size(); layer++) {
            LayerChoices row = table.layers().get(layer);
            if (names.contains(row.name())) {
                classes.add(List.of(layer));
                BoolVar[] taken = binaries(row.choices().size());
                counts.add(taken);
                coupled.put(layer, taken);
            } else {
                equal.computeIfAbsent(Weights.of(row), _ -> new ArrayList<>()).add(layer);
            }
        }
        for (List<Integer> members : equal.values()) {
            int choices = table.layers().get(members.getFirst()).choices().size();
            classes.add(List.copyOf(members));
            counts.add(members.size() == 1 ? binaries(choices) : counters(choices, members.size()));
        }
        table.couplings().forEach(this::couple);
    }

    private BoolVar[] binaries(int choices) {
        BoolVar[] taken = new BoolVar[choices];
        for (int index = 0; index < choices; index++) {
            taken[index] = model.newBoolVar("");
        }
        model.addExactlyOne(taken);
        return taken;
    }

    private IntVar[] counters(int choices, int members) {
        IntVar[] counters = new IntVar[choices];
        for (int index = 0; index < choices; index++) {
            counters[index] = model.newIntVar(0, members, "");
        }
        model.addEquality(LinearExpr.sum(counters), members);
        return counters;
    }

    private void couple(Coupling coupling) {
        // For each value of the attribute: the choices that have it, in each coupled layer.
        Map<String, Map<Integer, List<Literal>>> byValue = new LinkedHashMap<>();
        List<Integer> members =
                coupled.keySet().stream()
                        .filter(layer ->
                                coupling.layers().contains(table.layers().get(layer).name()))
                        .toList();
        for (int layer : members) {
            List<Choice> choices = table.layers().get(layer).choices();
            for (int index = 0; index < choices.size(); index++) {
                String value =
                        String.valueOf(choices.get(index).attributes().get(coupling.attribute()));
                byValue.computeIfAbsent(value, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(layer, _ -> new ArrayList<>())
                        .add(coupled.getOrDefault(layer, new BoolVar[0])[index]);
            }
        }
        for (Map<Integer, List<Literal>> value : byValue.values()) {
            BoolVar taken = model.newBoolVar("");
            for (int layer : members) {
                Literal[] having = value.getOrDefault(layer, List.of()).toArray(Literal[]::new);
                model.addEquality(LinearExpr.sum(having), taken);
            }
        }
    }

    /// The sum over all layers of what the taken choice weighs.
    ///
    /// @param weights by layer and choice
    LinearExprBuilder sum(long[][] weights) {
        LinearExprBuilder builder = LinearExpr.newBuilder();
        for (int group = 0; group < classes.size(); group++) {
            long[] row = weights[classes.get(group).getFirst()];
            for (int index = 0; index < row.length; index++) {
                builder.addTerm(counts.get(group)[index], row[index]);
            }
        }
        return builder;
    }

    /// Tells the solver a plan to start from.
    void hint(int[] chosen) {
        model.clearHints();
        for (int group = 0; group < classes.size(); group++) {
            long[] taken = new long[counts.get(group).length];
            for (int layer : classes.get(group)) {
                taken[chosen[layer]]++;
            }
            for (int index = 0; index < taken.length; index++) {
                switch (counts.get(group)[index]) {
                    case BoolVar binary -> model.addHint(binary, taken[index] > 0);
                    case IntVar counter -> model.addHint(counter, taken[index]);
                    case LinearArgument other ->
                            throw new IllegalStateException("no variable: " + other);
                }
            }
        }
    }

    /// The solver's plan, index of the choice of each layer: in a class the first layers take the
    /// first choices.
    int[] chosen(CpSolver solver) {
        int[] chosen = new int[table.layers().size()];
        for (int group = 0; group < classes.size(); group++) {
            int member = 0;
            for (int index = 0; index < counts.get(group).length; index++) {
                long taken = solver.value(counts.get(group)[index]);
                for (int i = 0; i < taken; i++) {
                    chosen[classes.get(group).get(member++)] = index;
                }
            }
        }
        return chosen;
    }
}
