package bitwright.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `--json` prints.
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonText() {}

    /// An object whose first key says what it is: `bitwright-KIND/1`.
    static ObjectNode of(String kind) {
        return MAPPER.createObjectNode().put("format", "bitwright-" + kind + "/1");
    }

    /// An empty object.
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Indented, without a line feed at the end.
    static String print(JsonNode tree) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }
}
