package bitwright.precision.front;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.solver.NonDominated;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.PlanSums;
import bitwright.precision.solver.Question;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import bitwright.precision.table.TableFileException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the Pareto front of a table between two measures.
///
/// By labels where there is room for all of them; otherwise by labels with the least tolerance of a
/// ladder that leaves room; otherwise, where couplings cannot be fused, one program after the
/// other, each bounded a unit below the plan before (the epsilon-constraint method).
public final class FrontSolver {
    private static final int MOST_LABELS = 200_000;
    private static final int MOST_PLANS = 10_000;
    private static final double[] TOLERANCES = {0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2};

    private FrontSolver() {}

    /// The front.
    ///
    /// @param maxima upper bounds, of other measures too
    /// @param tolerance the least tolerance to use, as a part of the range of the first measure
    /// @throws TableFileException if a measure is unknown, or the front has too many points
    public static ParetoFront of(
            CostTable table,
            Measure first,
            Measure second,
            Map<Measure, BigDecimal> maxima,
            double tolerance,
            SolverOptions options) {
        Question question = new Question(first, null, maxima).then(second);
        question.requireKnown(table);
        if (first.equals(second)) {
            throw new TableFileException(
                    "a front needs two measures; both are '" + first.name() + "'. Name another.");
        }
        Optional<ParetoFront> labels = byLabels(table, first, second, maxima, tolerance);
        if (labels.isPresent()) {
            return labels.get();
        }
        return byEpsilonConstraint(table, first, second, maxima, options);
    }

    /// The front by labels alone, with the least tolerance of the ladder that leaves room for them.
    ///
    /// @param tolerance the least tolerance to use, as a part of the range of the first measure
    /// @return empty where couplings cannot be fused, or there is no room at any tolerance
    /// @throws TableFileException if a measure is unknown
    public static Optional<ParetoFront> byLabels(
            CostTable table,
            Measure first,
            Measure second,
            Map<Measure, BigDecimal> maxima,
            double tolerance) {
        Question question = new Question(first, null, maxima).then(second);
        question.requireKnown(table);
        double range = PlanSums.range(table, first);
        for (double step : TOLERANCES) {
            double absolute = Math.max(step, tolerance) * range;
            Optional<List<Map<String, String>>> plans =
                    step > 0 && step <= tolerance
                            ? Optional.empty()
                            : NonDominated.of(table, first, second, maxima, absolute, MOST_LABELS);
            if (plans.isPresent()) {
                return Optional.of(front(table, question, plans.get(), absolute, "labels"));
            }
        }
        return Optional.empty();
    }

    /// The front by one program for each point: the least of the first measure and then of the
    /// second, and again with the second bounded a unit below what was found.
    ///
    /// @throws TableFileException if a program is not proven within its limit, or there are too
    ///   many
    public static ParetoFront byEpsilonConstraint(
            CostTable table,
            Measure first,
            Measure second,
            Map<Measure, BigDecimal> maxima,
            SolverOptions options) {
        Question question = new Question(first, null, maxima).then(second);
        PlanSums sums = new PlanSums(table);
        List<Map<String, String>> plans = new ArrayList<>();
        Question next = question;
        while (true) {
            PrecisionPlan plan = PlanSolver.solve(table, next, options);
            if (plan.status() == Status.INFEASIBLE) {
                return front(table, question, plans.reversed(), 0, "epsilon constraint");
            }
            if (plan.gap() > 0 || plans.size() >= MOST_PLANS) {
                throw new TableFileException(
                        "the front of '"
                                + first.name()
                                + "' and '"
                                + second.name()
                                + "' is too long or too hard after "
                                + plans.size()
                                + " points. Raise the limit, or bound one of them.");
            }
            plans.add(plan.choices());
            next =
                    question.with(
                            second, sums.exact(plan.choices(), second).subtract(sums.unit(second)));
        }
    }

    private static ParetoFront front(
            CostTable table,
            Question question,
            List<Map<String, String>> plans,
            double tolerance,
            String method) {
        PlanSums sums = new PlanSums(table);
        Measure second = question.second() == null ? question.objective() : question.second();
        List<ParetoFront.Point> points = new ArrayList<>();
        for (Map<String, String> choices : plans) {
            Map<String, Double> costs = new LinkedHashMap<>();
            for (String name : table.costNames()) {
                costs.put(name, sums.exact(choices, Measure.named(name)).doubleValue());
            }
            points.add(
                    new ParetoFront.Point(
                            choices, sums.exact(choices, Measure.LOSS).doubleValue(), costs));
        }
        return new ParetoFront(
                table.network(), question.objective(), second, points, tolerance, method);
    }
}
