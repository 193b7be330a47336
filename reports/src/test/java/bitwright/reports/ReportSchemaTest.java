package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportSchemaTest {
    private final String text = schemaText();
    private final JsonNode root = new JsonMapper().readTree(text);
    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON);

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void everyReportIsValid(Report report) {
        assertThat(schema.validate(ReportJson.text(report), InputFormat.JSON)).isEmpty();
    }

    @Test
    void deviationsAreInvalid() {
        String good = ReportJson.text(Samples.resnet8());
        for (String bad :
                List.of(
                        good.replace("\"cycles\"", "\"cicles\""),
                        good.replace("\"seed\": 1", "\"seed\": \"1\""),
                        good.replace("bitwright-report/1", "something/1"),
                        good.replace("\"mismatches\": 0", "\"mismatches\": -1"),
                        good.replace("\"floatTop1\": 0.9279", "\"floatTop1\": 92.79"))) {
            assertThat(bad).isNotEqualTo(good);
            assertThat(schema.validate(bad, InputFormat.JSON)).isNotEmpty();
        }
    }

    @Test
    void theSchemaHasExactlyTheFieldsOfTheRecordsAndDescribesEachOne() {
        var problems = new ArrayList<String>();
        compare(Report.class, root, "report", problems);
        assertThat(problems).isEmpty();
    }

    private void compare(Class<?> type, JsonNode node, String path, List<String> problems) {
        var fields = new ArrayList<String>();
        if (type == Report.class) {
            fields.add("format");
        }
        JsonNode properties = node.path("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            fields.add(name);
            JsonNode property = properties.path(name);
            if (property.path("description").asString("").isEmpty()) {
                problems.add(path + "." + name + " has no description");
            }
            Class<?> inner = innerRecord(component.getGenericType());
            if (inner != null) {
                compare(inner, resolved(property), path + "." + name, problems);
            }
        }
        var required = new ArrayList<String>();
        node.path("required").forEach(name -> required.add(name.asString()));
        if (!fields.equals(List.copyOf(properties.propertyNames())) || !fields.equals(required)) {
            problems.add(path + " has " + properties.propertyNames() + ", required " + required);
        }
        if (node.path("additionalProperties").asBoolean(true)) {
            problems.add(path + " admits unknown keys");
        }
    }

    private static @Nullable Class<?> innerRecord(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return innerRecord(list.getActualTypeArguments()[0]);
        }
        return type instanceof Class<?> inner && inner.isRecord() ? inner : null;
    }

    /// The object that a property describes, behind `items`, `anyOf` and `$ref`.
    private JsonNode resolved(JsonNode property) {
        JsonNode node = property.has("items") ? property.get("items") : property;
        if (node.has("anyOf")) {
            node = node.get("anyOf").get(0);
        }
        return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
    }

    private static String schemaText() {
        try (InputStream stream = Report.class.getResourceAsStream("report.schema.json")) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }
}
