package bitwright.precision.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A place in a JSON file, so that complaints can say where.
///
/// @param file the file's name
/// @param path the path to the place, `$` being the root
/// @param node what is there
public record JsonPlace(String file, String path, JsonNode node) {
    private static final int MAXIMUM_DEPTH = 32;

    /// Parses strict JSON: no repeated keys, nothing after the value, bounded depth.
    ///
    /// @throws TableFileException if the text is no such JSON
    public static JsonPlace parse(String json, String file) {
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MAXIMUM_DEPTH)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
        try {
            JsonNode root =
                    JsonMapper.builder(factory)
                            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .build()
                            .readTree(json);
            return new JsonPlace(file, "$", root);
        } catch (JacksonException problem) {
            var at = problem.getLocation();
            String where =
                    at == null
                            ? ""
                            : "line " + at.getLineNr() + ", column " + at.getColumnNr() + " ";
            String what =
                    String.valueOf(problem.getOriginalMessage())
                            .lines()
                            .findFirst()
                            .orElse("no JSON");
            throw new TableFileException(
                    file + ": " + where + "is no valid JSON: " + what + ". Mend the file there.",
                    problem);
        }
    }

    /// The complaint about this place.
    public TableFileException wrong(String complaint) {
        return new TableFileException(file + ": " + path + " " + complaint);
    }

    /// Checks that this is an object with these keys and no others.
    public JsonPlace object(List<String> required, String... optional) {
        if (!node.isObject()) {
            throw wrong("must be an object with the keys " + String.join(", ", required) + ".");
        }
        List<String> known = new ArrayList<>(required);
        known.addAll(Arrays.asList(optional));
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw wrong(
                        "has the unknown key '"
                                + entry.getKey()
                                + "'. Keys are "
                                + String.join(", ", known)
                                + ".");
            }
        }
        for (String key : required) {
            if (!node.has(key)) {
                throw wrong("lacks the key '" + key + "'. Add it.");
            }
        }
        return this;
    }

    /// The value of a key.
    public JsonPlace child(String key) {
        return new JsonPlace(file, path + "." + key, node.path(key));
    }

    /// Whether the key is present.
    public boolean has(String key) {
        return node.has(key);
    }

    /// The elements of a list.
    public List<JsonPlace> list() {
        if (!node.isArray()) {
            throw wrong("must be a list.");
        }
        List<JsonPlace> elements = new ArrayList<>();
        for (int index = 0; index < node.size(); index++) {
            elements.add(new JsonPlace(file, path + "[" + index + "]", node.get(index)));
        }
        return elements;
    }

    /// A text that is not blank.
    public String text() {
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong("(" + shown() + ") must be a text that is not blank.");
        }
        return node.stringValue();
    }

    /// A finite number.
    public double number() {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong("(" + shown() + ") must be a finite number.");
        }
        return node.doubleValue();
    }

    /// A whole number of at least 0.
    public long count() {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw wrong("(" + shown() + ") must be a whole number of at least 0.");
        }
        return node.longValue();
    }

    /// Whether the value is null.
    public boolean isNull() {
        return node.isNull();
    }

    /// True or false.
    public boolean flag() {
        if (!node.isBoolean()) {
            throw wrong("(" + shown() + ") must be true or false.");
        }
        return node.booleanValue();
    }

    /// A mapping from names to finite numbers, in the file's order.
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String key : keys()) {
            numbers.put(key, child(key).number());
        }
        return numbers;
    }

    /// A mapping from names to texts, in the file's order.
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : keys()) {
            texts.put(key, child(key).text());
        }
        return texts;
    }

    /// The keys of an object, in the file's order.
    public List<String> keys() {
        if (!node.isObject()) {
            throw wrong("must be an object.");
        }
        return List.copyOf(node.propertyNames());
    }

    private String shown() {
        String text =
                node.isMissingNode()
                        ? "missing"
                        : node.isString() ? node.stringValue() : node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
