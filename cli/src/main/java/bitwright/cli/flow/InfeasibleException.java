package bitwright.cli.flow;

import bitwright.precision.solver.NearestFeasible;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// No plan meets the budgets: one line with the nearest feasible values. Exit code 1.
public final class InfeasibleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param subject the machine or table
    public InfeasibleException(
            String subject, Map<String, Double> maxima, NearestFeasible nearest) {
        super(text(subject, maxima, nearest));
    }

    private static String text(
            String subject, Map<String, Double> maxima, NearestFeasible nearest) {
        return subject
                + ": no plan meets "
                + list(maxima)
                + ". The least possible alone is "
                + list(nearest.leastAlone())
                + (nearest.leastTogether().isEmpty()
                        ? "; no single budget helps."
                        : "; with the other budgets kept, raise one to "
                                + list(nearest.leastTogether())
                                + ".");
    }

    private static String list(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(entry ->
                        String.format(Locale.ROOT, "%s=%.6g", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
