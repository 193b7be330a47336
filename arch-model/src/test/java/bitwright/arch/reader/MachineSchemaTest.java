package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The editor's schema and the reader agree.
final class MachineSchemaTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final YAMLMapper yaml = new YAMLMapper();
    private Schema schema = schema("{}");
    private int tried;

    @BeforeEach
    void readSchema() throws IOException {
        schema = schema(Files.readString(MachineTexts.FOLDER.resolve("machine.schema.json")));
    }

    private static Schema schema(String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
    }

    @ParameterizedTest
    @MethodSource("bitwright.arch.reader.MachineTexts#shipped")
    void everyMachineThatShipsIsValid(Path file) throws IOException {
        assertThat(schema.validate(Files.readString(file), InputFormat.YAML)).isEmpty();
        assertThat(Files.readString(file))
                .startsWith("# yaml-language-server: $schema=machine.schema.json\n");
    }

    @Test
    void whatTheReaderAcceptsTheSchemaAccepts() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 50; round++) {
            String text = MachineWriter.write(GeneratedMachines.next(random));
            assertThat(schema.validate(YamlTree.parse(text, "written.yaml", YamlKind.MACHINE)))
                    .as(text)
                    .isEmpty();
        }
    }

    @Test
    void bothRefuseEveryKeyThatIsRemovedOrRenamed() {
        ObjectNode root = edge();
        visit(root, root, true);
        assertThat(tried).isGreaterThan(2 * 90);
    }

    /// The reader knows more than a schema can say, so it may refuse more, but never less.
    @Test
    void theReaderRefusesEveryValueThatTheSchemaRefuses() {
        ObjectNode root = edge();
        visit(root, root, false);
        assertThat(tried).isGreaterThan(500);
    }

    /// Keys that a machine may leave out are changed too.
    @Test
    void theReaderRefusesOfAComposedMachineWhatTheSchemaRefuses() {
        ObjectNode root = machine(MachineTexts.COMPOSED);
        visit(root, root, false);
        assertThat(tried).isGreaterThan(800);
        ObjectNode element = (ObjectNode) root.at("/units/0/processingElement/1");
        element.put("way", 2);
        bothRefuse(root, "unknown key of a component");
        element.remove("way");
        element.remove("stages");
        bothRefuse(root, "width of a component removed");
    }

    private ObjectNode edge() {
        return machine(MachineTexts.EDGE);
    }

    private ObjectNode machine(String text) {
        JsonNode root = yaml.readTree(text);
        assertThat(readerAccepts(root) && schemaAccepts(root)).isTrue();
        return (ObjectNode) root;
    }

    private void visit(ObjectNode root, JsonNode node, boolean keys) {
        if (node instanceof ArrayNode array) {
            array.forEach(element -> visit(root, element, keys));
        } else if (node instanceof ObjectNode object) {
            for (String key : List.copyOf(object.propertyNames())) {
                JsonNode value = object.get(key);
                if (keys) {
                    changeKey(root, object, key);
                } else {
                    changeValue(root, object, key);
                }
                object.set(key, value);
                if (!key.equals("slots")) {
                    visit(root, value, keys);
                }
            }
        }
    }

    private void changeKey(ObjectNode root, ObjectNode object, String key) {
        JsonNode value = object.remove(key);
        if (!key.equals("perAxes")) {
            bothRefuse(root, key + " removed");
        }
        object.set(key + "s", value);
        bothRefuse(root, key + " renamed");
        object.remove(key + "s");
    }

    private void changeValue(ObjectNode root, ObjectNode object, String key) {
        for (JsonNode value :
                List.of(
                        NODES.numberNode(-1),
                        NODES.numberNode(0),
                        NODES.numberNode(0.5),
                        NODES.numberNode(1L << 40),
                        NODES.stringNode(""),
                        NODES.stringNode("assumption:"),
                        NODES.stringNode("int99"),
                        NODES.booleanNode(true),
                        NODES.nullNode(),
                        NODES.arrayNode(),
                        NODES.objectNode())) {
            object.set(key, value);
            tried++;
            if (!schemaAccepts(root)) {
                assertThat(readerAccepts(root)).as("%s: %s", key, value).isFalse();
            }
        }
    }

    private void bothRefuse(JsonNode root, String change) {
        tried++;
        assertThat(readerAccepts(root)).as("reader, %s", change).isFalse();
        assertThat(schemaAccepts(root)).as("schema, %s", change).isFalse();
    }

    private boolean schemaAccepts(JsonNode root) {
        return schema.validate(root).isEmpty();
    }

    private boolean readerAccepts(JsonNode root) {
        try {
            MachineReader.parse(yaml.writeValueAsString(root), "changed.yaml");
            return true;
        } catch (MachineFileException refused) {
            return false;
        }
    }
}
