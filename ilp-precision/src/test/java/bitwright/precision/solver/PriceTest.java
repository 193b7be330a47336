package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Prices, conflicts and the nearest budgets against all plans tried.
final class PriceTest {
    private static final int INSTANCES = 250;

    private static double value(PrecisionPlan plan, Measure measure) {
        return switch (measure) {
            case Measure.Loss() -> plan.loss();
            case Measure.Cost(String name) -> plan.costs().getOrDefault(name, Double.NaN);
        };
    }

    @Test
    void neighboursAreThoseOfAllPlans() {
        SplittableRandom random = new SplittableRandom(21);
        int looser = 0;
        int tighter = 0;
        for (int instance = 0; instance < INSTANCES; instance++) {
            CostTable table = RandomTables.table(random);
            Question question =
                    new Question(Measure.LOSS, null, RandomTables.bounds(random, table));
            PrecisionPlan plan = PlanSolver.solve(table, question, SolverOptions.DEFAULT);
            if (plan.status() == Status.INFEASIBLE) {
                continue;
            }
            for (Price price : Price.of(table, question, plan, SolverOptions.DEFAULT)) {
                // All plans that meet the other bounds, as loss and what they have of this measure.
                List<List<BigDecimal>> plans =
                        new Enumeration(table)
                                .plans(
                                        question.without(price.measure()).maxima(),
                                        List.of(Measure.LOSS, price.measure()));
                assertThat(price.used()).isEqualTo(value(plan, price.measure()));
                assertThat(price.multiplier()).isNotNegative();
                double[] better =
                        plans.stream()
                                .filter(sums -> sums.getFirst().doubleValue() < plan.loss())
                                .mapToDouble(sums -> sums.getLast().doubleValue())
                                .sorted()
                                .toArray();
                if (price.looser() == null) {
                    assertThat(better).isEmpty();
                } else {
                    looser++;
                    assertThat(price.looser().used()).isEqualTo(better[0]);
                    assertThat(price.looser().used()).isGreaterThan(price.maximum());
                    assertThat(price.looser().objective()).isLessThan(plan.loss());
                    assertThat(price.perUnitLooser(plan.loss())).isPositive();
                }
                double[] cheaper =
                        plans.stream()
                                .filter(sums -> sums.getLast().doubleValue() < price.used())
                                .mapToDouble(sums -> sums.getFirst().doubleValue())
                                .sorted()
                                .toArray();
                if (price.tighter() == null) {
                    assertThat(cheaper).isEmpty();
                } else {
                    tighter++;
                    assertThat(price.tighter().objective()).isEqualTo(cheaper[0]);
                    assertThat(price.tighter().used()).isLessThan(price.used());
                }
            }
        }
        assertThat(looser).isGreaterThan(20);
        assertThat(tighter).isGreaterThan(20);
    }

    @Test
    void theSmallestConflictIsThatOfAllPlans() {
        SplittableRandom random = new SplittableRandom(22);
        int[] sizes = new int[4];
        for (int instance = 0; instance < INSTANCES; instance++) {
            CostTable table = RandomTables.table(random);
            Map<Measure, BigDecimal> bounds = RandomTables.bounds(random, table);
            bounds.replaceAll((_, maximum) -> maximum.multiply(new BigDecimal("0.6")));
            int least = smallest(table, bounds);
            Optional<Conflict> conflict = Conflict.of(table, bounds, SolverOptions.DEFAULT);
            assertThat(conflict.isEmpty()).isEqualTo(least < 0);
            conflict.ifPresent(found -> {
                assertThat(found.measures()).hasSize(least);
                sizes[least]++;
                Map<Measure, BigDecimal> only = new LinkedHashMap<>(bounds);
                only.keySet().retainAll(found.measures());
                assertThat(new Enumeration(table).plans(only, List.of(Measure.LOSS))).isEmpty();
            });
        }
        assertThat(IntStream.of(sizes).limit(3)).allMatch(count -> count > 3);
    }

    /// The size of the smallest set of bounds that no plan meets; -1 if some plan meets all.
    private static int smallest(CostTable table, Map<Measure, BigDecimal> bounds) {
        List<Measure> measures = List.copyOf(bounds.keySet());
        int least = -1;
        for (int mask = 0; mask < 1 << measures.size(); mask++) {
            Map<Measure, BigDecimal> some = new LinkedHashMap<>();
            for (int at = 0; at < measures.size(); at++) {
                if ((mask >> at & 1) == 1) {
                    some.put(
                            measures.get(at),
                            bounds.getOrDefault(measures.get(at), BigDecimal.ONE));
                }
            }
            if (new Enumeration(table).plans(some, List.of(Measure.LOSS)).isEmpty()
                    && (least < 0 || some.size() < least)) {
                least = some.size();
            }
        }
        return least;
    }
}
