package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import bitwright.precision.table.TableFileException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a plan is asked for: the least of one measure under upper bounds on others.
///
/// @param objective what is to be least
/// @param second what is to be least among the plans that are best in the objective; null for
///   nothing, so that any of them will do
/// @param maxima upper bounds, exact; the loss may be bounded like any cost
public record Question(
        Measure objective, @Nullable Measure second, Map<Measure, BigDecimal> maxima) {
    public Question {
        maxima = Collections.unmodifiableMap(new LinkedHashMap<>(maxima));
    }

    /// The least loss under budgets, by cost name.
    ///
    /// @throws TableFileException if a budget is no finite number
    public static Question leastLoss(Map<String, Double> budgets) {
        return least(Measure.LOSS, budgets);
    }

    /// The least of a measure under bounds by measure name, of which one may be `loss`.
    ///
    /// @throws TableFileException if a bound is no finite number
    public static Question least(Measure objective, Map<String, Double> bounds) {
        Map<Measure, BigDecimal> maxima = new LinkedHashMap<>();
        bounds.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new TableFileException(
                        "budget " + name + " (" + value + ") must be a finite number.");
            }
            maxima.put(Measure.named(name), BigDecimal.valueOf(value));
        });
        return new Question(objective, null, maxima);
    }

    /// The same with a second objective.
    public Question then(Measure other) {
        return new Question(objective, other, maxima);
    }

    /// The same with one more bound; of two on one measure the tighter holds.
    public Question with(Measure measure, BigDecimal maximum) {
        Map<Measure, BigDecimal> more = new LinkedHashMap<>(maxima);
        more.merge(measure, maximum, BigDecimal::min);
        return new Question(objective, second, more);
    }

    /// The same without a bound on this measure.
    public Question without(Measure measure) {
        Map<Measure, BigDecimal> fewer = new LinkedHashMap<>(maxima);
        fewer.remove(measure);
        return new Question(objective, second, fewer);
    }

    /// The same bounds, another objective and no second one.
    public Question minimizing(Measure other) {
        return new Question(other, null, maxima);
    }

    /// Checks that the table knows every measure that is asked about.
    ///
    /// @throws TableFileException naming the first that it does not
    public void requireKnown(CostTable table) {
        known(table, objective, "objective");
        if (second != null) {
            known(table, second, "second objective");
        }
        maxima.keySet().forEach(measure -> known(table, measure, "budget"));
    }

    private static void known(CostTable table, Measure measure, String role) {
        switch (measure) {
            case Measure.Loss() -> {}
            case Measure.Cost(String name) -> {
                if (!table.costNames().contains(name)) {
                    throw new TableFileException(
                            role
                                    + " '"
                                    + name
                                    + "' names no cost of table '"
                                    + table.network()
                                    + "'. Maybe one of "
                                    + String.join(", ", table.costNames())
                                    + ".");
                }
            }
        }
    }
}
