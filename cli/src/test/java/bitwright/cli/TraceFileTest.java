package bitwright.cli;

import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report;
import bitwright.reports.ReportJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `trace.json` of simulated networks on machines of each organisation of time.
final class TraceFileTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String MODEL = ROOT.resolve("models/fashion-resnet8.onnx").toString();
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    @TempDir Path folder = Path.of("");

    private CommandRun simulate(String machine, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "simulate",
                                MODEL,
                                "-m",
                                ROOT.resolve("hw-configs/" + machine + ".yaml").toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private JsonNode trace(String machine, String... more) throws IOException {
        Path place = folder.resolve("report");
        List<String> words = new ArrayList<>(List.of("-o", place.toString()));
        words.addAll(List.of(more));
        CommandRun ran = simulate(machine, words.toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isZero();
        return MAPPER.readTree(Files.readString(place.resolve("trace.json")));
    }

    private Report report() {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    private static List<JsonNode> complete(JsonNode trace) {
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode event : trace.path("traceEvents")) {
            if (event.path("ph").asString().equals("X")) {
                events.add(event);
            }
        }
        return events;
    }

    private static BigDecimal end(JsonNode event) {
        return event.path("ts").decimalValue().add(event.path("dur").decimalValue());
    }

    /// Events of a track lie inside each other or apart, as viewers demand.
    private static void requireNested(List<JsonNode> events) {
        Map<Integer, Deque<JsonNode>> open = new LinkedHashMap<>();
        for (JsonNode event : events) {
            Deque<JsonNode> around =
                    open.computeIfAbsent(event.path("tid").asInt(), thread -> new ArrayDeque<>());
            while (!around.isEmpty()
                    && end(around.getLast()).compareTo(event.path("ts").decimalValue()) <= 0) {
                around.removeLast();
            }
            if (!around.isEmpty()) {
                assertThat(end(event))
                        .as(event.toString())
                        .isLessThanOrEqualTo(end(around.getLast()));
                assertThat(event.path("ts").decimalValue())
                        .isGreaterThanOrEqualTo(around.getLast().path("ts").decimalValue());
            }
            around.addLast(event);
        }
    }

    private static long cycles(JsonNode event) {
        return event.path("args").path("cycles").asLong();
    }

    @Test
    void layersFollowEachOtherToTheReportsLastCycleOnEveryOrganisationOfTime() throws IOException {
        for (String machine : List.of("pot-array-16x16", "hexagon-v66", "t4")) {
            List<JsonNode> events = complete(trace(machine));
            Report report = report();
            requireNested(events);
            long end = 0;
            Map<String, Long> layers = new LinkedHashMap<>();
            for (JsonNode event : events) {
                JsonNode arguments = event.path("args");
                end = Math.max(end, arguments.path("startCycle").asLong() + cycles(event));
                if (arguments.has("boundCycles")) {
                    layers.put(event.path("name").asString(), cycles(event));
                }
            }
            assertThat(end).as(machine).isEqualTo(report.totals().cycles());
            Map<String, Long> expected = new LinkedHashMap<>();
            report.layers().stream()
                    .filter(layer -> layer.cycles() > 0)
                    .forEach(layer -> expected.put(layer.name(), layer.cycles()));
            assertThat(layers).as(machine).isEqualTo(expected);
            assertThat(events).as(machine).hasSizeLessThan(6_000);
        }
    }

    @Test
    void oneLayerIsShownTileByTile() throws IOException {
        List<JsonNode> whole = complete(trace("pot-array-16x16"));
        List<JsonNode> events = complete(trace("pot-array-16x16", "--trace", "/stem/Conv"));
        requireNested(events);
        Report.LayerRow layer = report().layers().getFirst();
        assertThat(layer.name()).isEqualTo("/stem/Conv");
        assertThat(cycles(events.getFirst())).isEqualTo(layer.cycles());
        long tiles = 0;
        long busy = 0;
        for (JsonNode event : events) {
            tiles = Math.max(tiles, event.path("args").path("tiles").asLong());
            if (event.path("cat").asString().equals("units")) {
                busy += event.path("args").path("busyCycles").asLong();
            }
        }
        long finest =
                events.stream()
                        .filter(event -> event.path("cat").asString().equals("units"))
                        .count();
        assertThat(finest).isGreaterThanOrEqualTo(tiles);
        long overhead = layer.cyclesByCause().getOrDefault("overhead", 0L);
        assertThat(busy).isEqualTo(layer.cycles() - overhead);
        assertThat(whole).hasSizeGreaterThan(events.size() / 100);
    }

    @Test
    void anUnknownLayerWritesNothing() throws IOException {
        CommandRun ran =
                simulate(
                        "pot-array-16x16",
                        "-o",
                        folder.resolve("none").toString(),
                        "--trace",
                        "conv99");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("conv99").contains("Maybe /stem/Conv");
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(simulate("pot-array-16x16", "--trace", "/stem/Conv").code()).isEqualTo(2);
    }
}
