package bitwright.precision.polish;

import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/// Corrects losses that add up by what whole plans were measured to lose: ridge regression of the
/// difference.
///
/// With a row of `A` for each measured plan (one where it has a choice, else zero) and `r` what was
/// measured less the sum, the corrections are the `d` of least `|r - A d|^2 + |d|^2`, that is `A^T
/// (A A^T + I)^-1 r` (Hoerl and Kennard 1970). Choices that no measured plan has keep their loss.
final class LossCorrection {
    private LossCorrection() {}

    /// The table with corrected losses, which may be negative.
    ///
    /// @param measured plans, layer to choice, with what each lost; at least one
    static CostTable of(CostTable table, Map<Map<String, String>, Double> measured) {
        List<Map<String, String>> plans = List.copyOf(measured.keySet());
        int count = plans.size();
        double[] rest = new double[count];
        RealMatrix gram = new Array2DRowRealMatrix(count, count);
        for (int row = 0; row < count; row++) {
            rest[row] = measured.getOrDefault(plans.get(row), 0.0) - sum(table, plans.get(row));
            for (int column = 0; column < count; column++) {
                gram.setEntry(
                        row,
                        column,
                        common(plans.get(row), plans.get(column)) + (row == column ? 1 : 0));
            }
        }
        double[] weights =
                new CholeskyDecomposition(gram)
                        .getSolver()
                        .solve(new Array2DRowRealMatrix(rest))
                        .getColumn(0);
        List<LayerChoices> layers = new ArrayList<>();
        for (LayerChoices layer : table.layers()) {
            Map<String, Double> corrections = new LinkedHashMap<>();
            for (int row = 0; row < count; row++) {
                String taken = plans.get(row).getOrDefault(layer.name(), "");
                corrections.merge(taken, weights[row], Double::sum);
            }
            layers.add(
                    new LayerChoices(
                            layer.name(),
                            layer.choices().stream()
                                    .map(choice -> corrected(choice, corrections))
                                    .toList()));
        }
        return new CostTable(table.network(), layers, table.couplings(), table.pairs());
    }

    private static Choice corrected(Choice choice, Map<String, Double> corrections) {
        return new Choice(
                choice.name(),
                choice.loss() + corrections.getOrDefault(choice.name(), 0.0),
                choice.costs(),
                choice.attributes());
    }

    private static double sum(CostTable table, Map<String, String> plan) {
        double sum = 0;
        for (LayerChoices layer : table.layers()) {
            String taken = plan.getOrDefault(layer.name(), "");
            for (Choice choice : layer.choices()) {
                sum += choice.name().equals(taken) ? choice.loss() : 0;
            }
        }
        return sum;
    }

    /// Layers in which two plans agree.
    private static long common(Map<String, String> one, Map<String, String> other) {
        return one.entrySet().stream()
                .filter(entry -> entry.getValue().equals(other.get(entry.getKey())))
                .count();
    }
}
