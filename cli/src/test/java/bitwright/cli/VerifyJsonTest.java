package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.cli.flow.AccumulatorRow;
import bitwright.cli.flow.PlanCheck;
import bitwright.kernels.reference.OverflowReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `verify --json` prints is JSON, whatever layers are called.
final class VerifyJsonTest {
    @Test
    void layersOfAnyNameAreReadBack() {
        String layer = "a \"quoted\" \\ name\twith\u0001controls";
        var row = new AccumulatorRow(layer, 17, new OverflowReport(9, 2, 1, 4, 70_000, 65_535));
        var result = new PlanCheck.Result(1, 9, 0, List.of(), List.of(row));
        JsonNode tree = JsonMapper.builder().build().readTree(VerifyCommand.json(result, true));
        assertThat(tree.at("/accumulators/0/layer").stringValue()).isEqualTo(layer);
        assertThat(tree.at("/accumulators/0/firstExact").longValue()).isEqualTo(70_000);
        assertThat(tree.get("valuesCompared").longValue()).isEqualTo(9);
        JsonNode without = JsonMapper.builder().build().readTree(VerifyCommand.json(result, false));
        assertThat(without.has("accumulators")).isFalse();
    }
}
