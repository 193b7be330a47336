package bitwright.precision.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.precision.solver.Enumeration;
import bitwright.precision.solver.RandomTables;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Measure;
import bitwright.precision.table.TableFileException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The front is what trying all plans leaves, whichever way it is found.
final class FrontTest {
    private static final Measure SIZE = new Measure.Cost("size");

    /// The undominated pairs of all plans, ascending in the second.
    private static List<List<Double>> tried(
            CostTable table, Measure first, Measure second, Map<Measure, BigDecimal> maxima) {
        List<List<BigDecimal>> plans =
                new ArrayList<>(new Enumeration(table).plans(maxima, List.of(first, second)));
        plans.sort(
                Comparator.comparing((List<BigDecimal> sums) -> sums.getLast())
                        .thenComparing(List::getFirst));
        List<List<Double>> front = new ArrayList<>();
        BigDecimal least = null;
        for (List<BigDecimal> sums : plans) {
            if (least == null || sums.getFirst().compareTo(least) < 0) {
                least = sums.getFirst();
                front.add(List.of(least.doubleValue(), sums.getLast().doubleValue()));
            }
        }
        return front;
    }

    private static List<List<Double>> pairs(ParetoFront front) {
        return front.points().stream()
                .map(point -> List.of(point.value(front.first()), point.value(front.second())))
                .toList();
    }

    @Test
    void bothWaysFindWhatTryingAllPlansLeaves() {
        SplittableRandom random = new SplittableRandom(41);
        int longest = 0;
        for (int instance = 0; instance < 300; instance++) {
            CostTable table = RandomTables.table(random);
            Measure second = new Measure.Cost(table.costNames().getLast());
            Map<Measure, BigDecimal> bounds = RandomTables.bounds(random, table);
            List<List<Double>> expected = tried(table, Measure.LOSS, second, bounds);
            ParetoFront labels =
                    FrontSolver.of(table, Measure.LOSS, second, bounds, 0, SolverOptions.DEFAULT);
            assertThat(pairs(labels)).as("%s %s", table, bounds).isEqualTo(expected);
            assertThat(labels.method()).isEqualTo("labels");
            assertThat(labels.tolerance()).isZero();
            if (instance % 3 == 0) {
                ParetoFront other =
                        FrontSolver.byEpsilonConstraint(
                                table, Measure.LOSS, second, bounds, SolverOptions.DEFAULT);
                assertThat(pairs(other)).as("%s %s", table, bounds).isEqualTo(expected);
            }
            longest = Math.max(longest, expected.size());
        }
        assertThat(longest).isGreaterThan(5);
    }

    /// Within a tolerance no plan that is left out is better by more.
    @Test
    void aToleranceIsKept() {
        SplittableRandom random = new SplittableRandom(42);
        List<LayerChoices> layers = new ArrayList<>();
        for (int layer = 0; layer < 16; layer++) {
            List<Choice> choices = new ArrayList<>();
            for (int choice = 0; choice < 3; choice++) {
                choices.add(
                        new Choice(
                                "c" + choice,
                                random.nextInt(1_000_000) / 8.0,
                                Map.of("size", random.nextInt(1_000_000) / 4.0),
                                Map.of()));
            }
            layers.add(new LayerChoices("l" + layer, choices));
        }
        CostTable table = new CostTable("sixteen", layers, List.of());
        ParetoFront exact =
                FrontSolver.of(table, Measure.LOSS, SIZE, Map.of(), 0, SolverOptions.DEFAULT);
        ParetoFront rough =
                FrontSolver.of(table, Measure.LOSS, SIZE, Map.of(), 0.05, SolverOptions.DEFAULT);
        assertThat(exact.tolerance()).isZero();
        assertThat(rough.tolerance()).isPositive();
        assertThat(rough.points().size()).isLessThan(exact.points().size());
        for (ParetoFront.Point left : exact.points()) {
            assertThat(rough.points())
                    .anyMatch(point ->
                            point.value(SIZE) <= left.value(SIZE)
                                    && point.loss() <= left.loss() + rough.tolerance());
        }
        assertThatThrownBy(
                        () -> FrontSolver.of(table, SIZE, SIZE, Map.of(), 0, SolverOptions.DEFAULT))
                .isInstanceOf(TableFileException.class)
                .hasMessageContaining("two measures");
    }

    @Test
    void theFileIsAsItsSchemaSays() throws IOException {
        CostTable table = RandomTables.table(new SplittableRandom(1));
        ParetoFront front =
                FrontSolver.of(table, Measure.LOSS, SIZE, Map.of(), 0, SolverOptions.DEFAULT);
        try (InputStream in =
                Objects.requireNonNull(
                        CostTable.class.getResourceAsStream(
                                "/bitwright/precision/front.schema.json"))) {
            assertThat(
                            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                    .getSchema(
                                            new String(in.readAllBytes(), StandardCharsets.UTF_8),
                                            InputFormat.JSON)
                                    .validate(FrontFile.json(front), InputFormat.JSON))
                    .isEmpty();
        }
        assertThat(FrontFile.csv(front).lines()).hasSize(front.points().size() + 1);
        assertThat(FrontFile.csv(front)).startsWith("loss,size,");
    }
}
