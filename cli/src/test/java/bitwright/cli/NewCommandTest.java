package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/// `bitwright new machine`: what it writes is valid and simulates.
final class NewCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(NewCommand.Organisation.class)
    void everyTemplateReadsFitsTheSchemaAndSimulates(NewCommand.Organisation organisation)
            throws IOException {
        Path file = folder.resolve("mine.yaml");
        CommandRun made =
                run(
                        "new",
                        "machine",
                        "mine",
                        "--organisation",
                        organisation.toString(),
                        "-o",
                        file.toString());
        assertThat(made.code()).as(made.err()).isZero();
        Accelerator machine = MachineReader.read(file);
        assertThat(machine.name()).isEqualTo("mine");
        assertThat(Files.readString(file))
                .contains("organisation: " + organisation)
                .doesNotContain("@");
        assertThat(
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(
                                        Files.readString(
                                                ROOT.resolve("hw-configs/machine.schema.json")),
                                        InputFormat.JSON)
                                .validate(Files.readString(file), InputFormat.YAML))
                .isEmpty();
        CommandRun ran =
                run(
                        "simulate",
                        ROOT.resolve("models/fashion-resnet8.onnx").toString(),
                        "-m",
                        file.toString(),
                        "-p",
                        organisation == NewCommand.Organisation.VECTOR_PROCESSOR ? "w8a8" : "w4a8");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("on mine").contains("latency ");
    }

    @Test
    void withoutAFileTheTemplateIsTheResult() {
        CommandRun ran = run("new", "machine");
        assertThat(MachineReader.parse(ran.out(), "printed").name()).isEqualTo("my-machine");
        CommandRun json = run("new", "machine", "other", "--json");
        String text = JsonMapper.builder().build().readTree(json.out()).path("text").asString();
        assertThat(MachineReader.parse(text, "printed").name()).isEqualTo("other");
    }

    @Test
    void nothingIsOverwrittenAndBadInputIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "precious");
        refused(2, "is not overwritten", "new", "machine", "-o", file.toString());
        assertThat(file).hasContent("precious");
        refused(2, "lies in none", "new", "machine", "-o", folder.resolve("no/x.yaml").toString());
        refused(2, "is not overwritten", "new", "machine", "-o", folder.toString());
        refused(2, "NAME 'a b'", "new", "machine", "a b");
        refused(2, "network", "new", "network");
        refused(2, "spatial", "new", "machine", "--organisation", "spatial");
        refused(2, "WHAT", "new");
    }
}
