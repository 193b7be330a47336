package bitwright.arch.reader;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// YAML text to a tree of plain values: no aliases, no tags, no duplicate keys, one document,
/// little nesting. It never makes objects of classes that the file names.
final class YamlTree {
    /// The greatest text that is read.
    static final int MAXIMUM_BYTES = 1 << 20;

    private static final int MAXIMUM_DEPTH = 16;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String file;
    private final YamlKind kind;
    private final YAMLParser parser;

    private YamlTree(String file, YamlKind kind, YAMLParser parser) {
        this.file = file;
        this.kind = kind;
        this.parser = parser;
    }

    /// The only document of the text.
    ///
    /// @throws MachineFileException with the line, if the text is none
    static JsonNode parse(String yaml, String file, YamlKind kind) {
        if (yaml.length() > MAXIMUM_BYTES) {
            throw tooLarge(file, kind);
        }
        var factory =
                YAMLFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(4 * MAXIMUM_DEPTH)
                                        .maxNumberLength(100)
                                        .build())
                        .build();
        try (var parser =
                (YAMLParser) new YAMLMapper(factory).createParser(new WholeCharacters(yaml))) {
            return new YamlTree(file, kind, parser).document();
        } catch (JacksonException problem) {
            throw syntax(file, problem);
        }
    }

    static MachineFileException tooLarge(String file, YamlKind kind) {
        return new MachineFileException(
                file + ": the file has more than 1 MiB. Maybe it is no " + kind.name() + " file.");
    }

    private static MachineFileException syntax(String file, JacksonException problem) {
        String reason = problem.getOriginalMessage().lines().findFirst().orElse("unreadable");
        int line =
                Optional.ofNullable(problem.getLocation())
                        .map(location -> location.getLineNr())
                        .orElse(0);
        return new MachineFileException(
                file
                        + ": line "
                        + line
                        + ": "
                        + reason
                        + ". Maybe check indentation, colons and quotes there.");
    }

    private JsonNode document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MachineFileException(
                    file + ": the file is empty. Maybe start with `" + kind.firstLine() + "`.");
        }
        JsonNode root = value(first, "", 0);
        if (parser.nextToken() != null) {
            throw refused("", "starts a second document. Maybe one " + kind.name() + " a file.");
        }
        return root;
    }

    private JsonNode value(JsonToken token, String path, int depth) {
        checkPlain(path, depth);
        return switch (token) {
            case START_OBJECT -> mapping(path, depth);
            case START_ARRAY -> list(path, depth);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> {
                if (!kind.nulls()) {
                    throw refused(path, "has no value. Maybe write one after the colon.");
                }
                yield NODES.nullNode();
            }
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw refused(path, "has an unexpected value. Maybe plain text or a number.");
        };
    }

    private ObjectNode mapping(String path, int depth) {
        ObjectNode node = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            checkPlain(path, depth);
            String key = parser.currentName();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            if (node.has(key)) {
                throw refused(keyPath, "is there twice. Maybe remove one.");
            }
            node.set(key, value(parser.nextToken(), keyPath, depth + 1));
        }
        return node;
    }

    private ArrayNode list(String path, int depth) {
        ArrayNode node = NODES.arrayNode();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            node.add(value(token, path + "[" + node.size() + "]", depth + 1));
        }
        return node;
    }

    private void checkPlain(String path, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw refused(path, "is nested too deep. Maybe it is no " + kind.name() + " file.");
        }
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw refused(path, "uses an anchor or alias. Maybe write the value out.");
        }
        if (parser.getTypeId() != null) {
            throw refused(path, "has a tag. Maybe a plain value without `!`.");
        }
    }

    private MachineFileException refused(String path, String complaint) {
        String shown = path.length() > 80 ? path.substring(0, 80) + "…" : path;
        return new MachineFileException(
                file
                        + ": line "
                        + parser.currentTokenLocation().getLineNr()
                        + ": "
                        + (shown.isEmpty() ? "the file" : shown)
                        + " "
                        + complaint);
    }
}
