package bitwright.precision.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.precision.plan.LayerSchedule;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written is valid under the published schemas; what breaks them is refused by the reader
/// too.
final class FileSchemaTest {
    private static final CostTable TABLE =
            new CostTable(
                    "two",
                    List.of(
                            new LayerChoices(
                                    "first",
                                    List.of(
                                            new Choice(
                                                    "w8a8",
                                                    -0.25,
                                                    Map.of("size", 8.0),
                                                    Map.of("input", "int8")),
                                            new Choice(
                                                    "w4a4",
                                                    0.5,
                                                    Map.of("size", 4.0),
                                                    Map.of("input", "int4")))),
                            new LayerChoices(
                                    "second",
                                    List.of(
                                            new Choice(
                                                    "w8a8",
                                                    1e-9,
                                                    Map.of("size", 16.0),
                                                    Map.of("input", "int8"))))),
                    List.of(new Coupling("input", List.of("first", "second"))));

    private static Schema schema(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        CostTable.class.getResourceAsStream("/bitwright/precision/" + name))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8),
                            InputFormat.JSON);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static boolean valid(String schema, String text) {
        return schema(schema).validate(text, InputFormat.JSON).isEmpty();
    }

    @Test
    void tablesAndPlansThatAreWrittenAreValid() {
        assertThat(valid("cost-table.schema.json", CostTableFile.text(TABLE))).isTrue();
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(TABLE, Map.of("size", 30.0), SolverOptions.DEFAULT);
        PrecisionPlan none =
                PlanSolver.minimizeLoss(TABLE, Map.of("size", 1.0), SolverOptions.DEFAULT);
        assertThat(valid("plan.schema.json", PlanFile.text(PlanDocument.of(plan)))).isTrue();
        assertThat(valid("plan.schema.json", PlanFile.text(PlanDocument.of(none)))).isTrue();
        PlanDocument whole =
                new PlanDocument(
                        plan,
                        "two",
                        "machine",
                        Map.of("model", "00ff"),
                        Map.of("first", new LayerSchedule("on array\nissue mac", 12)));
        assertThat(valid("plan.schema.json", PlanFile.text(whole))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bitwright-cost-table/1 | bitwright-cost-table/2
                    "network"              | "netwrok"
                    "loss"                 | "lsos"
                    "size" : 4.0           | "size" : -4.0
                    "size" : 4.0           | "size" : "4"
                    "two"                  | " "
                    """)
    void aBrokenTableIsInvalidAndRefused(String from, String to) {
        String text = CostTableFile.text(TABLE);
        String broken = text.replace(from, to);
        assertThat(broken).isNotEqualTo(text);
        assertThat(valid("cost-table.schema.json", broken)).isFalse();
        assertThatThrownBy(() -> CostTableFile.parse(broken, "table.json"))
                .isInstanceOf(TableFileException.class)
                .hasMessageContaining("table.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "optimal" | "best"
                    "bound"   | "bond"
                    "gap" : 0 | "gap" : -1
                    "w8a8"    | 8
                    """)
    void aBrokenPlanIsInvalidAndRefused(String from, String to) {
        String text =
                PlanFile.text(
                        PlanDocument.of(
                                PlanSolver.minimizeLoss(TABLE, Map.of(), SolverOptions.DEFAULT)));
        String broken = text.replace(from, to);
        assertThat(broken).isNotEqualTo(text);
        assertThat(valid("plan.schema.json", broken)).isFalse();
        assertThatThrownBy(() -> PlanFile.parse(broken, "plan.json"))
                .isInstanceOf(TableFileException.class)
                .hasMessageContaining("plan.json");
    }
}
