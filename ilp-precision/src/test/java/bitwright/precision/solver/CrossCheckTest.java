package bitwright.precision.solver;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.plan.PrecisionPlan.Status;
import bitwright.precision.solver.CrossCheck.Backend;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.Measure;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Solvers of another kind, asked straight from the table, find the same.
final class CrossCheckTest {
    @ParameterizedTest
    @EnumSource(Backend.class)
    void aSolverOfAnotherKindConfirms(Backend backend) {
        SplittableRandom random = new SplittableRandom(31);
        int confirmed = 0;
        for (int instance = 0; instance < 60; instance++) {
            CostTable table = RandomTables.table(random);
            Question question =
                    new Question(Measure.LOSS, null, RandomTables.bounds(random, table));
            PrecisionPlan plan = PlanSolver.solve(table, question, SolverOptions.DEFAULT);
            Optional<CrossCheck> check = CrossCheck.of(table, question, backend, 10);
            assertThat(check.isEmpty())
                    .as("%s %s", table, question)
                    .isEqualTo(plan.status() == Status.INFEASIBLE);
            if (check.isPresent()) {
                confirmed++;
                assertThat(check.get().confirms(plan.loss(), 1e-6))
                        .as("%s %s %s %s", table, question, plan, check.get())
                        .isTrue();
                assertThat(check.get().confirms(plan.loss() + 0.01, 1e-6)).isFalse();
            }
        }
        assertThat(confirmed).isGreaterThan(10);
    }
}
