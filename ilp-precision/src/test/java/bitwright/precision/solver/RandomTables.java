package bitwright.precision.solver;

import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.AllowedPairs.End;
import bitwright.precision.table.AllowedPairs.Pair;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Small tables with ties, equal layers, negative losses, couplings of both kinds and three costs.
public final class RandomTables {
    private RandomTables() {}

    /// A table of at most six layers and four choices each.
    public static CostTable table(SplittableRandom random) {
        List<LayerChoices> layers = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int layer = 0; layer < count; layer++) {
            List<Choice> choices =
                    layer > 0 && random.nextInt(4) == 0
                            ? layers.getLast().choices()
                            : choices(random);
            layers.add(new LayerChoices("l" + layer, choices));
        }
        List<Coupling> couplings = new ArrayList<>();
        List<AllowedPairs> pairs = new ArrayList<>();
        if (count > 2 && random.nextInt(2) == 0) {
            couplings.add(new Coupling("input", List.of("l0", "l1", "l2")));
        }
        if (count > 1 && random.nextInt(3) == 0) {
            couplings.add(new Coupling("weights", List.of("l" + (count - 1), "l" + (count - 2))));
        }
        if (count > 1 && random.nextInt(2) == 0) {
            List<Pair> allowed = new ArrayList<>();
            for (int pair = 0; pair < 4; pair++) {
                if (random.nextInt(3) > 0) {
                    allowed.add(new Pair("w" + pair / 2, "a" + pair % 2));
                }
            }
            pairs.add(
                    new AllowedPairs(
                            new End("l0", "weights"),
                            new End("l" + (1 + random.nextInt(count - 1)), "input"),
                            allowed));
        }
        return new CostTable("random", layers, couplings, pairs);
    }

    private static List<Choice> choices(SplittableRandom random) {
        List<Choice> choices = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int choice = 0; choice < count; choice++) {
            Map<String, Double> costs = new LinkedHashMap<>();
            costs.put("size", random.nextInt(60) / 10.0);
            costs.put("latency", random.nextInt(3) == 0 ? random.nextDouble() : random.nextInt(9));
            if (random.nextInt(4) > 0) {
                costs.put("energy", random.nextInt(5) * 1e-9);
            }
            choices.add(
                    new Choice(
                            "c" + choice,
                            random.nextBoolean() ? random.nextDouble() - 0.2 : random.nextInt(4),
                            costs,
                            Map.of(
                                    "input", "a" + random.nextInt(2),
                                    "weights", "w" + random.nextInt(2))));
        }
        return choices;
    }

    /// Up to three bounds of the table's costs, from hopeless to loose.
    public static Map<Measure, BigDecimal> bounds(SplittableRandom random, CostTable table) {
        Map<Measure, BigDecimal> bounds = new LinkedHashMap<>();
        for (String cost : table.costNames()) {
            if (random.nextInt(3) > 0) {
                Measure measure = new Measure.Cost(cost);
                BigDecimal most = BigDecimal.ZERO;
                for (LayerChoices layer : table.layers()) {
                    most =
                            most.add(
                                    BigDecimal.valueOf(
                                            layer.choices().stream()
                                                    .mapToDouble(measure::of)
                                                    .max()
                                                    .orElse(0)));
                }
                bounds.put(measure, most.multiply(BigDecimal.valueOf(4 + random.nextInt(8), 1)));
            }
        }
        return bounds;
    }
}
