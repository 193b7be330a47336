package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.plan.Proof;
import bitwright.precision.solver.SolverOptions.Method;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Law 5 for every kind of question: the solver's plan is the first of all plans in the order of
/// its two objectives.
final class BruteForceTest {
    private static Measure measure(SplittableRandom random, CostTable table) {
        int at = random.nextInt(table.costNames().size() + 2);
        return at < table.costNames().size()
                ? new Measure.Cost(table.costNames().get(at))
                : Measure.LOSS;
    }

    private static Question question(SplittableRandom random, CostTable table) {
        Map<Measure, BigDecimal> bounds = RandomTables.bounds(random, table);
        if (random.nextInt(3) == 0) {
            bounds.put(Measure.LOSS, BigDecimal.valueOf(random.nextInt(90), 1));
        }
        Question question = new Question(measure(random, table), null, bounds);
        return random.nextInt(3) == 0 ? question.then(measure(random, table)) : question;
    }

    private static double sum(PrecisionPlan plan, Measure measure) {
        return switch (measure) {
            case Measure.Loss() -> plan.loss();
            case Measure.Cost(String name) -> plan.costs().getOrDefault(name, Double.NaN);
        };
    }

    @ParameterizedTest
    @CsvSource({"STAGED, 2400, 11", "CP_SAT, 600, 12"})
    void everyQuestionHasTheAnswerOfTrial(Method method, int instances, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int infeasible = 0;
        for (int instance = 0; instance < instances; instance++) {
            CostTable table = RandomTables.table(random);
            Question question = question(random, table);
            Measure second = question.second() == null ? question.objective() : question.second();
            List<BigDecimal> first =
                    new Enumeration(table)
                                    .plans(question.maxima(), List.of(question.objective(), second))
                                    .stream()
                                    .min(
                                            Comparator.comparing((List<BigDecimal> sums) ->
                                                            sums.getFirst())
                                                    .thenComparing(List::getLast))
                                    .orElse(null);
            PrecisionPlan plan =
                    PlanSolver.solve(table, question, SolverOptions.DEFAULT.with(method));
            String name = instance + ": " + table + " " + question;
            if (first == null) {
                infeasible++;
                assertThat(plan.status()).as(name).isEqualTo(Status.INFEASIBLE);
                continue;
            }
            assertThat(plan.status()).as(name).isEqualTo(Status.OPTIMAL);
            assertThat(sum(plan, question.objective()))
                    .as(name)
                    .isEqualTo(first.getFirst().doubleValue());
            assertThat(sum(plan, second)).as(name).isEqualTo(first.getLast().doubleValue());
            assertThat(plan.gap()).as(name).isZero();
            Proof proof = plan.proof();
            assertThat(proof.objective()).isEqualTo(question.objective().name());
            if (method == Method.STAGED) {
                assertThat(Objects.requireNonNull(proof.justifiedBound()).doubleValue())
                        .as(name)
                        .isEqualTo(plan.bound());
            }
            if (question.second() != null && !second.equals(question.objective())) {
                assertThat(Objects.requireNonNull(proof.second()).gap()).as(name).isZero();
            }
        }
        assertThat(infeasible).isBetween(instances / 10, 2 * instances / 3);
    }
}
