package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.reports.Timeline.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceJsonTest {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /// A layer with parts inside, at clocks that no microsecond is a multiple of.
    private static Timeline random(SplittableRandom random) {
        var events = new ArrayList<Event>();
        long start = 0;
        for (int layer = 0; layer < 20; layer++) {
            long cycles = random.nextLong(1, 5_000);
            long part = random.nextLong(cycles + 1);
            events.add(new Event("layers", "all", "l" + layer, start, cycles, Map.of()));
            events.add(new Event("layers", "all", "overhead", start, part, Map.of("bits", 7L)));
            events.add(new Event("layers", "all", "tiles", start + part, cycles - part, Map.of()));
            events.add(new Event("units", "array", "l" + layer, start, part, Map.of()));
            start += cycles;
        }
        return new Timeline("a", random.nextLong(1, 3_000_000_000L), Map.of("note", "n"), events);
    }

    private static BigDecimal end(JsonNode event) {
        return event.path("ts").decimalValue().add(event.path("dur").decimalValue());
    }

    @Test
    void eventsAreCompleteAndLieInsideOrAfterEachOther() {
        var random = new SplittableRandom(8);
        for (int turn = 0; turn < 50; turn++) {
            Timeline timeline = random(random);
            JsonNode root = MAPPER.readTree(TraceJson.text(timeline));
            assertThat(root.path("displayTimeUnit").asString()).isEqualTo("ns");
            var layers = new ArrayList<JsonNode>();
            for (JsonNode event : root.path("traceEvents")) {
                assertThat(event.path("ph").asString()).isIn("M", "X");
                assertThat(event.path("name").asString()).isNotEmpty();
                assertThat(event.path("pid").isInt() && event.path("tid").isInt()).isTrue();
                if (event.path("ph").asString().equals("X")) {
                    assertThat(event.path("dur").decimalValue()).isNotNegative();
                    if (event.path("cat").asString().equals("layers")) {
                        layers.add(event);
                    }
                }
            }
            assertThat(layers).hasSize(60);
            for (int layer = 0; layer < 60; layer += 3) {
                JsonNode whole = layers.get(layer);
                assertThat(layers.get(layer + 1).path("ts").decimalValue())
                        .isEqualByComparingTo(whole.path("ts").decimalValue());
                assertThat(end(layers.get(layer + 1)))
                        .isEqualByComparingTo(layers.get(layer + 2).path("ts").decimalValue());
                assertThat(end(layers.get(layer + 2))).isEqualByComparingTo(end(whole));
                if (layer > 0) {
                    assertThat(whole.path("ts").decimalValue())
                            .isEqualByComparingTo(end(layers.get(layer - 3)));
                }
            }
        }
    }

    @Test
    void everyTrackHasANameAndItsOwnNumber() {
        Timeline timeline = random(new SplittableRandom(9));
        var names = new ArrayList<String>();
        var threads = new ArrayList<Integer>();
        for (JsonNode event : MAPPER.readTree(TraceJson.text(timeline)).path("traceEvents")) {
            if (event.path("name").asString().endsWith("_name")) {
                names.add(event.path("args").path("name").asString());
                threads.add(event.path("tid").asInt());
            }
        }
        assertThat(names).containsExactly("layers", "all", "units", "array");
        assertThat(threads).containsExactly(0, 1, 0, 2);
    }

    @Test
    void timesAreMicrosecondsAndArgumentsAreCycles() {
        Timeline timeline =
                new Timeline(
                        "a",
                        500_000_000,
                        Map.of(),
                        List.of(new Event("g", "t", "n", 500, 1_000, Map.of("bits", 64L))));
        JsonNode event = MAPPER.readTree(TraceJson.text(timeline)).path("traceEvents").get(4);
        assertThat(event.path("ts").asDouble()).isEqualTo(1.0);
        assertThat(event.path("dur").asDouble()).isEqualTo(2.0);
        assertThat(event.path("args").path("startCycle").asLong()).isEqualTo(500);
        assertThat(event.path("args").path("bits").asLong()).isEqualTo(64);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Event("g", "t", "n", -1, 0, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timeline("a", 0, Map.of(), List.of()))
                .hasMessageContaining("clockHz (0)");
    }
}
