package bitwright.cli.flow;

import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.Conflict;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.NearestFeasible.Least;
import bitwright.precision.table.Measure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// No plan meets the budgets: one line with the nearest feasible values. Exit code 1.
public final class InfeasibleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;

    /// @param subject the machine or table
    public InfeasibleException(
            String subject, Map<String, Double> maxima, NearestFeasible nearest) {
        super(text(subject, maxima, nearest, Optional.empty()));
        text = "";
    }

    /// @param subject the machine or table
    /// @param conflict the smallest set of budgets that no plan meets together
    /// @param plan what says that there is none, for files
    public InfeasibleException(
            String subject,
            Map<String, Double> maxima,
            NearestFeasible nearest,
            Optional<Conflict> conflict,
            PrecisionPlan plan) {
        super(text(subject, maxima, nearest, conflict));
        text = PlanFile.text(PlanDocument.of(plan));
    }

    /// The text of the file of the plan that is none; empty where there is no such file.
    public String planText() {
        return text;
    }

    private static String text(
            String subject,
            Map<String, Double> maxima,
            NearestFeasible nearest,
            Optional<Conflict> conflict) {
        if (conflict.isPresent() && conflict.get().measures().isEmpty()) {
            return subject + ": the couplings leave no plan at all. Allow more pairs or choices.";
        }
        return subject
                + ": no plan meets "
                + list(maxima)
                + conflict.filter(smallest -> smallest.measures().size() < maxima.size())
                        .map(smallest -> "; " + together(smallest))
                        .orElse("")
                + ". The least possible alone is "
                + leasts(nearest.leastAlone())
                + (nearest.leastTogether().isEmpty()
                        ? "; no single budget helps."
                        : "; with the other budgets kept, raise one to "
                                + leasts(nearest.leastTogether())
                                + ".");
    }

    private static String together(Conflict conflict) {
        return conflict.measures().stream().map(Measure::name).collect(Collectors.joining(" and "))
                + (conflict.measures().size() == 1
                        ? " alone cannot be met"
                        : " already contradict each other");
    }

    private static String list(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(entry -> equal(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /// What is not proven is an upper bound of the least and says so.
    private static String leasts(Map<String, Least> values) {
        return values.entrySet().stream()
                .map(entry ->
                        (entry.getValue().proven() ? "" : "at most ")
                                + equal(entry.getKey(), entry.getValue().value()))
                .collect(Collectors.joining(", "));
    }

    private static String equal(String name, double value) {
        return String.format(Locale.ROOT, "%s=%.6g", name, value);
    }
}
