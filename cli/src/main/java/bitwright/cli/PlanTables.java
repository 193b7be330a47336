package bitwright.cli;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.Price;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.CsvText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A plan and its prices as rows.
final class PlanTables {
    static final List<String> PRICE_HEADER =
            List.of(
                    "budget",
                    "at most",
                    "used",
                    "multiplier",
                    "next better at",
                    "its objective",
                    "gain per unit",
                    "next below at",
                    "its objective");

    private PlanTables() {}

    /// `plan.csv`: the choice of each layer with its loss and costs.
    static String choices(CostTable table, PrecisionPlan plan) {
        List<String> header = new ArrayList<>(List.of("layer", "choice", "loss"));
        header.addAll(table.costNames());
        List<List<String>> rows = new ArrayList<>();
        for (LayerChoices layer : table.layers()) {
            for (Choice choice : layer.choices()) {
                if (choice.name().equals(plan.choices().get(layer.name()))) {
                    List<String> row = new ArrayList<>();
                    row.add(layer.name());
                    row.add(choice.name());
                    row.add(Double.toString(choice.loss()));
                    for (String cost : table.costNames()) {
                        row.add(Double.toString(choice.costs().getOrDefault(cost, 0.0)));
                    }
                    rows.add(row);
                }
            }
        }
        return csv(header, rows);
    }

    /// `prices.csv`.
    static String prices(List<Price> prices, double objective) {
        return csv(PRICE_HEADER, priceRows(prices, objective, "%.17g"));
    }

    /// One row for each budget; `none` where there is no neighbour.
    static List<List<String>> priceRows(List<Price> prices, double objective, String number) {
        List<List<String>> rows = new ArrayList<>();
        for (Price price : prices) {
            Price.Neighbour looser = price.looser();
            Price.Neighbour tighter = price.tighter();
            rows.add(
                    List.of(
                            price.measure().name(),
                            text(number, price.maximum()),
                            text(number, price.used()),
                            text(number, price.multiplier()),
                            looser == null ? "none" : text(number, looser.used()),
                            looser == null ? "none" : text(number, looser.objective()),
                            looser == null ? "none" : text(number, price.perUnitLooser(objective)),
                            tighter == null ? "none" : text(number, tighter.used()),
                            tighter == null ? "none" : text(number, tighter.objective())));
        }
        return rows;
    }

    private static String text(String number, double value) {
        return String.format(Locale.ROOT, number, value);
    }

    private static String csv(List<String> header, List<List<String>> rows) {
        StringBuilder text = new StringBuilder(CsvText.row(header.stream()));
        rows.forEach(row -> text.append(CsvText.row(row.stream())));
        return text.toString();
    }
}
