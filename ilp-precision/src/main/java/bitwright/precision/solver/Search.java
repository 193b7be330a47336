package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One objective under limits: the stages of a search, each of which may improve the best plan, the
/// bound, or both, until the gap will do.
///
/// Dominance and fusion ([Instance]), the relaxation's exact bound ([Relaxation]), descents from
/// its solutions ([Descent]), reduced-cost fixing ([Reduction]), labels ([Labels]), and CP-SAT
/// ([IntegerSearch]) on what they leave open. Labels first get cores: the options that a plan can
/// take whose objective is at most a guess a little above the bound. Either the core has such a
/// plan, then its best is the best of all, or it has none, then the guess is a bound.
final class Search {
    /// Guesses, as parts of the way from the bound to the best plan known.
    private static final double[] GUESSES = {1.0 / 1024, 1.0 / 128, 1.0 / 16, 0.25, 0.5, 1};

    /// Cores for CP-SAT, likewise, and its deterministic seconds on each.
    private static final double[] CORES = {1.0 / 64, 1.0 / 8};

    private static final double CORE_SECONDS = 1;

    /// Labels to keep after each group, at first and at last.
    private static final int FEW = 20_000;

    private static final int MANY = 200_000;

    private static final double[] ALL = {1};

    private static final int LITTLE = 200;

    /// How far budgets are shifted for more prices, in mean ranges of one group.
    private static final double[] SHARES = {-6, 6};

    private final CostTable table;
    private final Map<Measure, BigDecimal> maxima;
    private final SolverOptions options;
    private final Ledger ledger;

    /// What a search knows at its end.
    ///
    /// @param chosen the choice of each layer; null if there is no plan
    /// @param infeasible whether it is proven that there is none
    /// @param value the plan's objective
    /// @param bound a lower bound of the objective of every plan
    /// @param justified the greatest lower bound that needs no trust in a solver's word
    /// @param askedCpSat whether CP-SAT took part
    record Found(
            int @Nullable [] chosen,
            boolean infeasible,
            BigDecimal value,
            @Nullable BigDecimal bound,
            @Nullable BigDecimal justified,
            boolean askedCpSat) {}

    Search(
            CostTable table,
            Measure objective,
            Map<Measure, BigDecimal> maxima,
            SolverOptions options) {
        this.table = table;
        this.maxima = maxima;
        this.options = options;
        ledger = new Ledger(table, objective, options.gap());
    }

    /// Searches.
    Found run() {
        Optional<Instance> made = Instance.of(table, ledger.objective(), maxima);
        if (made.isEmpty()) {
            return ledger.infeasible();
        }
        Instance instance = made.get();
        if (options.method() == SolverOptions.Method.CP_SAT) {
            return new IntegerSearch(ledger, options).whole(instance);
        }
        if (instance.links().isEmpty() && instance.decided()) {
            return decided(instance);
        }
        Relaxation relaxation = Relaxation.of(instance);
        ledger.justify(relaxation.bound());
        if (relaxation.bound().compareTo(greatest(instance)) > 0) {
            return ledger.infeasible();
        }
        if (instance.links().isEmpty()) {
            int[] start =
                    Descent.from(instance, relaxation.starts(), relaxation.prices().getFirst());
            if (start != null) {
                ledger.take(instance.chosen(start));
                instance = Reduction.of(instance, relaxation, ledger.value().doubleValue());
            }
            if (ledger.done() || label(instance, relaxation, FEW)) {
                return ledger.found();
            }
            if (ledger.best() != null && refined(instance, relaxation)) {
                return ledger.found();
            }
            if (ledger.best() != null) {
                instance = Reduction.of(instance, relaxation, ledger.value().doubleValue());
            }
        }
        return new IntegerSearch(ledger, options).whole(instance);
    }

    /// CP-SAT improves the plan on small cores; then labels once more, with more room.
    private boolean refined(Instance instance, Relaxation relaxation) {
        IntegerSearch search = new IntegerSearch(ledger, options);
        double least = relaxation.bound().doubleValue();
        for (double guess : CORES) {
            double ceiling = least + guess * (ledger.value().doubleValue() - least);
            search.core(Reduction.of(instance, relaxation, ceiling), ceiling, CORE_SECONDS);
            if (ledger.done()) {
                return true;
            }
        }
        return label(instance, relaxation, MANY);
    }

    private Found decided(Instance instance) {
        int[] only = new int[instance.groups().size()];
        if (!instance.feasible(only)) {
            return ledger.infeasible();
        }
        ledger.take(instance.chosen(only));
        ledger.justify(ledger.value());
        return ledger.found();
    }

    private static BigDecimal greatest(Instance instance) {
        BigDecimal greatest = BigDecimal.ZERO;
        for (Group group : instance.groups()) {
            BigDecimal most = null;
            for (int option = 0; option < group.options(); option++) {
                BigDecimal here =
                        instance.wholes()
                                .value(0, group.sums(), option * instance.wholes().width());
                most = most == null ? here : most.max(here);
            }
            greatest = most == null ? greatest : greatest.add(most);
        }
        return greatest;
    }

    /// Labels on ever larger cores, until one is too large. Returns whether all is said.
    private boolean label(Instance instance, Relaxation relaxation, int most) {
        double least = relaxation.bound().doubleValue();
        if (ledger.best() == null) {
            return label(instance, relaxation.prices(), Double.POSITIVE_INFINITY, most);
        }
        ledger.expand();
        // Little is left to decide: guesses and more prices would take longer than they save.
        boolean little = most == FEW && instance.options() <= LITTLE;
        List<double[]> prices =
                little ? List.of(relaxation.prices().getFirst()) : prices(instance, relaxation);
        for (double guess : little ? ALL : GUESSES) {
            double value = ledger.value().doubleValue();
            double ceiling = guess == 1 ? value : least + guess * (value - least);
            Instance core = Reduction.of(instance, relaxation, ceiling);
            if (label(core, prices, ceiling, most)) {
                return true;
            }
            if (ledger.truncated()) {
                return false;
            }
        }
        return ledger.done();
    }

    /// The best prices, and those that are best where a budget is a little tighter or looser: a
    /// label that has used more or less than its share is bounded better by them.
    private static List<double[]> prices(Instance instance, Relaxation relaxation) {
        List<double[]> prices = new ArrayList<>();
        prices.add(relaxation.prices().getFirst());
        double[] ranges = Sums.ranges(instance);
        long undecided =
                Math.max(
                        1, instance.groups().stream().filter(group -> group.options() > 1).count());
        for (int measure = 1; measure < instance.measures(); measure++) {
            for (double share : SHARES) {
                List<BigDecimal> limits = new ArrayList<>(instance.limits());
                BigDecimal shift = new BigDecimal(share * ranges[measure] / undecided);
                limits.set(measure, limits.get(measure).add(shift));
                Instance shifted =
                        new Instance(
                                instance.groups(), instance.wholes(), limits, instance.links());
                prices.add(Relaxation.of(shifted).prices().getFirst());
            }
        }
        return prices;
    }

    private boolean label(Instance core, List<double[]> prices, double ceiling, int most) {
        Labels.Outcome outcome =
                core.groups().stream().anyMatch(group -> group.options() == 0)
                        ? Labels.Outcome.NONE
                        : new Labels(core, prices, ceiling, most).search();
        if (outcome.options() != null) {
            ledger.take(core.chosen(outcome.options()));
        }
        if (!outcome.complete()) {
            ledger.truncate();
            ledger.justify(new BigDecimal(Math.min(outcome.dropped(), ceiling)));
        } else if (ceiling == Double.POSITIVE_INFINITY && ledger.best() == null) {
            ledger.infeasible();
            return true;
        } else if (ledger.best() != null && ledger.value().doubleValue() <= ceiling) {
            ledger.justify(ledger.value());
        } else {
            ledger.justify(new BigDecimal(ceiling));
        }
        return ledger.done();
    }
}
