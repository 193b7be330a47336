package bitwright.arch.reader;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Untrusted YAML text as a tree: no aliases, no repeated keys, bounded depth and size.
final class YamlTree {
    private static final int MAXIMUM_DEPTH = 16;
    private static final int MAXIMUM_TOKENS = 100_000;

    private YamlTree() {}

    static JsonNode parse(String yaml, String file) {
        YAMLMapper mapper =
                YAMLMapper.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
        try {
            try (var parser = (YAMLParser) mapper.createParser(yaml)) {
                checkBounds(parser, file);
            }
            JsonNode tree = mapper.readTree(yaml);
            if (tree == null || !tree.isObject()) {
                throw new MachineFileException(
                        file
                                + ": is no mapping. A machine file begins with 'format: "
                                + MachineReader.FORMAT
                                + "'.");
            }
            return tree;
        } catch (JacksonException problem) {
            var place = problem.getLocation();
            String where =
                    place == null
                            ? ""
                            : "line " + place.getLineNr() + ", column " + place.getColumnNr() + " ";
            String what =
                    String.valueOf(problem.getOriginalMessage())
                            .lines()
                            .findFirst()
                            .orElse("is no YAML");
            throw new MachineFileException(
                    file
                            + ": "
                            + where
                            + "is no valid machine file: "
                            + what
                            + ". Mend the YAML there.",
                    problem);
        } catch (StackOverflowError deep) {
            throw new MachineFileException(
                    file
                            + ": is nested too deeply. A machine file needs a depth of "
                            + MAXIMUM_DEPTH
                            + " at most.",
                    deep);
        }
    }

    private static void checkBounds(YAMLParser parser, String file) {
        int depth = 0;
        int tokens = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            String line = file + ": line " + parser.currentTokenLocation().getLineNr() + " ";
            if (parser.isCurrentAlias()) {
                throw new MachineFileException(
                        line
                                + "uses a YAML alias, which machine files may not. Write the value out.");
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth > MAXIMUM_DEPTH) {
                throw new MachineFileException(
                        line + "is nested deeper than " + MAXIMUM_DEPTH + ". Flatten it.");
            }
            if (++tokens > MAXIMUM_TOKENS) {
                throw new MachineFileException(
                        line + "goes beyond " + MAXIMUM_TOKENS + " values. Split the file.");
            }
        }
    }
}
