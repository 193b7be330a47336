package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `bitwright formats`, against published tables of values.
final class FormatsCommandTest {
    private static final String MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs").toString();

    @Test
    void everyBuiltInFormatIsListed() {
        JsonNode root = json("formats", "--json");
        assertThat(root.path("formats").valueStream().map(row -> row.path("name").asString()))
                .containsExactlyElementsOf(NumberFormat.builtInNames());
        assertThat(run("formats").out().lines()).hasSize(NumberFormat.builtInNames().size() + 1);
        assertThat(
                        root.path("formats")
                                .valueStream()
                                .map(row -> row.path("description").asString()))
                .noneMatch(String::isBlank);
    }

    /// The element of MXFP4 in OCP's Microscaling 1.0, and its 4.25 bits a value.
    @Test
    void theCodesOfFp4AreTheStandards() {
        JsonNode root = json("formats", "fp4e2m1", "--json");
        assertThat(root.path("values").valueStream().map(JsonNode::asDouble))
                .containsExactly(
                        0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0,
                        -4.0, -6.0);
        assertThat(json("formats", "mxfp4", "--json").path("storedBits").asDouble())
                .isEqualTo(4 + 8 / 32.0);
    }

    @Test
    void specialValuesAreWords() {
        JsonNode values = json("formats", "fp8e5m2", "--json").path("values");
        assertThat(values.valueStream().filter(JsonNode::isString).map(JsonNode::asString))
                .contains("Infinity", "-Infinity", "NaN");
    }

    @Test
    void codesAreAlignedWithTheirBits() {
        assertThat(run("formats", "int2").out().lines().map(String::strip).toList())
                .startsWith("code  bits  value")
                .contains("2    10     -2", "3    11     -1");
    }

    @Test
    void aMachineHasItsOwn() {
        CommandRun ran = run("formats", "--machine", MACHINES + "/tpu-v1.yaml", "--json");
        JsonNode root = JsonMapper.builder().build().readTree(ran.out());
        assertThat(root.path("formats").valueStream().map(row -> row.path("name").asString()))
                .isSubsetOf(List.of("int8", "uint8"))
                .contains("int8");
    }

    @Test
    void badInputIsOneLine() {
        refused(2, "Maybe pot4.", "formats", "bot4");
        refused(2, "more than 65536 codes", "formats", "fp32");
        refused(2, "no such file", "formats", "--machine", "none.yaml");
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.builder().build().readTree(run(arguments).out());
    }
}
