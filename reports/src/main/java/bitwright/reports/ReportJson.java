package bitwright.reports;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/// `report.json`: the report as a file, in the order of the record's components, the same bytes for
/// the same report; and its strict reader. `parse(text(report))` equals `report`.
public final class ReportJson {
    /// The value of the file's first key.
    public static final String FORMAT = "bitwright-report/1";

    private static final String FORMAT_KEY = "format";
    private static final List<Class<?>> NULLABLE =
            List.of(
                    Report.Memory.class,
                    Report.Bottleneck.class,
                    Report.Front.class,
                    Report.Plan.class,
                    Report.OtherDirection.class,
                    Report.Prediction.class,
                    Report.Verification.class,
                    Report.Accuracy.class,
                    Double.class);
    private static final Separators SEPARATORS =
            Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator("");
    private static final JsonMapper MAPPER = mapper();

    private ReportJson() {}

    /// The file's text: UTF-8, line feeds, two spaces of indentation, a final line feed.
    public static String text(Report report) {
        return pretty(tree(report));
    }

    /// Any value as indented JSON text with a final line feed.
    static String pretty(Object value) {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer =
                new DefaultPrettyPrinter(SEPARATORS)
                        .withObjectIndenter(indenter)
                        .withArrayIndenter(indenter);
        return MAPPER.writer().with(printer).writeValueAsString(value) + "\n";
    }

    /// The same content on one line.
    static String compactText(Report report) {
        return MAPPER.writeValueAsString(tree(report));
    }

    /// Reads a report's file strictly.
    ///
    /// @throws ReportFileException if the file cannot be read or is not such a report
    public static Report read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException problem) {
            throw new ReportFileException(
                    file
                            + ": cannot be read as text ("
                            + problem.getClass().getSimpleName()
                            + "). Maybe it is no report.json.",
                    problem);
        }
    }

    /// Reads a report strictly: unknown, missing, duplicate and wrongly typed keys are errors.
    ///
    /// @param fileName for messages
    /// @throws ReportFileException with the path of the first problem
    public static Report parse(String json, String fileName) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!(tree instanceof ObjectNode root)
                    || !FORMAT.equals(root.path(FORMAT_KEY).asString(""))) {
                throw new ReportFileException(
                        fileName
                                + ": format must be \""
                                + FORMAT
                                + "\". Maybe the file is no report.json or another version wrote"
                                + " it.");
            }
            root.remove(FORMAT_KEY);
            return MAPPER.treeToValue(root, Report.class);
        } catch (JacksonException problem) {
            throw new ReportFileException(fileName + ": " + oneLine(problem), problem);
        }
    }

    private static ObjectNode tree(Report report) {
        ObjectNode root = MAPPER.createObjectNode().put(FORMAT_KEY, FORMAT);
        root.setAll(MAPPER.<ObjectNode>valueToTree(report));
        return root;
    }

    private static String oneLine(JacksonException problem) {
        var path = new StringBuilder();
        for (JacksonException.Reference step : problem.getPath()) {
            String key = step.getPropertyName();
            if (key == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(key);
            }
        }
        String place = path.isEmpty() ? "" : path + ": ";
        String message = problem.getOriginalMessage().replaceAll("\\s+", " ");
        return place + message + " Maybe compare with report.schema.json.";
    }

    private static JsonMapper mapper() {
        var builder =
                JsonMapper.builder()
                        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .enable(
                                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                                DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                coercion ->
                                        coercion.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail))
                        .changeDefaultNullHandling(
                                handling -> JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL));
        for (Class<?> type : NULLABLE) {
            builder.withConfigOverride(
                    type,
                    override ->
                            override.setNullHandling(
                                    JsonSetter.Value.forValueNulls(Nulls.SET, Nulls.FAIL)));
        }
        return builder.build();
    }
}
