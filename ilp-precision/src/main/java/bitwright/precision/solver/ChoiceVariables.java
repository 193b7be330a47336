package bitwright.precision.solver;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// The variables of an instance: how many groups of a class take each option.
///
/// Groups in no link whose options have the same sums in the same order form a class: who of them
/// takes which option is all one to every sum, so that counting loses no plan and the proof need
/// not tell equal groups apart (the blocks of a transformer are such). Every other group is a class
/// of its own, and its counts are binary.
final class ChoiceVariables {
    private final Instance instance;
    private final CpModel model;
    private final List<List<Integer>> classes = new ArrayList<>();
    private final List<LinearArgument[]> counts = new ArrayList<>();

    ChoiceVariables(Instance instance, CpModel model) {
        this.instance = instance;
        this.model = model;
        Map<Integer, Integer> linked = new HashMap<>();
        for (Link link : instance.links()) {
            linked.put(link.first(), -1);
            linked.put(link.second(), -1);
        }
        Map<Object, List<Integer>> equal = new LinkedHashMap<>();
        for (int at = 0; at < instance.groups().size(); at++) {
            Group group = instance.groups().get(at);
            if (group.layers().length == 1 && linked.containsKey(group.layers()[0])) {
                linked.put(group.layers()[0], at);
                equal.put(at, List.of(at));
            } else {
                equal.computeIfAbsent(
                                LongStream.of(group.sums()).boxed().toList(),
                                _ -> new ArrayList<>())
                        .add(at);
            }
        }
        Map<Integer, BoolVar[]> taken = new HashMap<>();
        for (List<Integer> members : equal.values()) {
            int options = instance.groups().get(members.getFirst()).options();
            classes.add(List.copyOf(members));
            if (members.size() == 1) {
                BoolVar[] binaries = binaries(options);
                counts.add(binaries);
                taken.put(members.getFirst(), binaries);
            } else {
                counts.add(counters(options, members.size()));
            }
        }
        for (Link link : instance.links()) {
            couple(link, linked, taken);
        }
    }

    private BoolVar[] binaries(int options) {
        BoolVar[] taken = new BoolVar[options];
        for (int index = 0; index < options; index++) {
            taken[index] = model.newBoolVar("");
        }
        model.addExactlyOne(taken);
        return taken;
    }

    private IntVar[] counters(int options, int members) {
        IntVar[] counters = new IntVar[options];
        for (int index = 0; index < options; index++) {
            counters[index] = model.newIntVar(0, members, "");
        }
        model.addEquality(LinearExpr.sum(counters), members);
        return counters;
    }

    /// A value of one end is only taken with a value of the other that it may meet.
    private void couple(
            Link link, Map<Integer, Integer> groups, Map<Integer, BoolVar[]> variables) {
        int first = groups.getOrDefault(link.first(), -1);
        int second = groups.getOrDefault(link.second(), -1);
        List<List<Literal>> one =
                byValue(first, link.firstValues(), link.allowed().length, variables);
        List<List<Literal>> other =
                byValue(second, link.secondValues(), link.allowed()[0].length, variables);
        for (int row = 0; row < one.size(); row++) {
            List<Literal> partners = new ArrayList<>();
            for (int column = 0; column < other.size(); column++) {
                if (link.allowed()[row][column]) {
                    partners.addAll(other.get(column));
                }
            }
            model.addLessOrEqual(sum(one.get(row)), sum(partners));
        }
        for (int column = 0; column < other.size(); column++) {
            List<Literal> partners = new ArrayList<>();
            for (int row = 0; row < one.size(); row++) {
                if (link.allowed()[row][column]) {
                    partners.addAll(one.get(row));
                }
            }
            model.addLessOrEqual(sum(other.get(column)), sum(partners));
        }
    }

    private List<List<Literal>> byValue(
            int group, int[] values, int count, Map<Integer, BoolVar[]> variables) {
        List<List<Literal>> byValue = new ArrayList<>();
        for (int value = 0; value < count; value++) {
            byValue.add(new ArrayList<>());
        }
        BoolVar[] taken = variables.getOrDefault(group, new BoolVar[0]);
        for (int option = 0; option < taken.length; option++) {
            byValue.get(values[instance.groups().get(group).picks()[option][0]]).add(taken[option]);
        }
        return byValue;
    }

    private static LinearExpr sum(List<Literal> literals) {
        return LinearExpr.sum(literals.toArray(Literal[]::new));
    }

    /// The sum over all groups of what the taken option weighs.
    ///
    /// @param weights by group and option
    LinearExprBuilder sum(long[][] weights) {
        LinearExprBuilder builder = LinearExpr.newBuilder();
        for (int at = 0; at < classes.size(); at++) {
            long[] row = weights[classes.get(at).getFirst()];
            for (int option = 0; option < row.length; option++) {
                builder.addTerm(counts.get(at)[option], row[option]);
            }
        }
        return builder;
    }

    /// Tells the solver a plan to start from.
    void hint(int[] options) {
        model.clearHints();
        for (int at = 0; at < classes.size(); at++) {
            long[] taken = new long[counts.get(at).length];
            for (int group : classes.get(at)) {
                taken[options[group]]++;
            }
            for (int option = 0; option < taken.length; option++) {
                switch (counts.get(at)[option]) {
                    case BoolVar binary -> model.addHint(binary, taken[option] > 0);
                    case IntVar counter -> model.addHint(counter, taken[option]);
                    case LinearArgument other ->
                            throw new IllegalStateException("no variable: " + other);
                }
            }
        }
    }

    /// The solver's plan, the option of each group: in a class the first groups take the first
    /// options.
    int[] chosen(CpSolver solver) {
        int[] chosen = new int[instance.groups().size()];
        for (int at = 0; at < classes.size(); at++) {
            int member = 0;
            for (int option = 0; option < counts.get(at).length; option++) {
                long taken = solver.value(counts.get(at)[option]);
                for (int index = 0; index < taken; index++) {
                    chosen[classes.get(at).get(member++)] = option;
                }
            }
        }
        return chosen;
    }
}
