package bitwright.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `trace.json`: a timeline in the trace event format that Chrome's tracing page and Perfetto load.
/// Groups are processes, tracks are threads, events are complete events (`ph` is `X`) with `ts` and
/// `dur` in microseconds, rounded to picoseconds; `args` has the exact cycles.
public final class TraceJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int PICOSECONDS = 6;

    private TraceJson() {}

    /// The file's text: one event a line, tracks in order of appearance.
    public static String text(Timeline timeline) {
        var lines = new ArrayList<String>();
        var groups = new LinkedHashMap<String, Integer>();
        var tracks = new LinkedHashMap<List<String>, Integer>();
        for (Timeline.Event event : timeline.events()) {
            List<String> key = List.of(event.group(), event.track());
            if (!groups.containsKey(event.group())) {
                groups.put(event.group(), groups.size() + 1);
                int process = groups.size();
                lines.add(label("process_name", process, 0, "name", event.group()));
                lines.add(order("process_sort_index", process, 0, process));
            }
            int process = groups.getOrDefault(event.group(), 0);
            if (!tracks.containsKey(key)) {
                tracks.put(key, tracks.size() + 1);
                int thread = tracks.size();
                lines.add(label("thread_name", process, thread, "name", event.track()));
                lines.add(order("thread_sort_index", process, thread, thread));
            }
            lines.add(complete(timeline, event, process, tracks.getOrDefault(key, 0)));
        }
        ObjectNode other = MAPPER.createObjectNode().put("name", timeline.name());
        other.put("clockHz", timeline.clockHz());
        timeline.notes().forEach(other::put);
        return "{\"displayTimeUnit\": \"ns\",\n\"otherData\": "
                + other
                + ",\n\"traceEvents\": [\n"
                + String.join(",\n", lines)
                + "\n]}\n";
    }

    private static String complete(
            Timeline timeline, Timeline.Event event, int process, int thread) {
        BigDecimal start = microseconds(event.startCycle(), timeline.clockHz());
        BigDecimal end =
                microseconds(Math.addExact(event.startCycle(), event.cycles()), timeline.clockHz());
        ObjectNode node = MAPPER.createObjectNode().put("ph", "X").put("name", event.name());
        node.put("cat", event.group()).put("pid", process).put("tid", thread);
        node.put("ts", start).put("dur", end.subtract(start));
        ObjectNode arguments =
                MAPPER.createObjectNode()
                        .put("startCycle", event.startCycle())
                        .put("cycles", event.cycles());
        for (Map.Entry<String, Long> figure : event.figures().entrySet()) {
            arguments.put(figure.getKey(), figure.getValue());
        }
        node.set("args", arguments);
        return node.toString();
    }

    private static BigDecimal microseconds(long cycles, long clockHz) {
        return BigDecimal.valueOf(cycles)
                .scaleByPowerOfTen(PICOSECONDS)
                .divide(BigDecimal.valueOf(clockHz), PICOSECONDS, RoundingMode.HALF_UP);
    }

    private static String label(String kind, int process, int thread, String key, String value) {
        ObjectNode node = metadata(kind, process, thread);
        node.set("args", MAPPER.createObjectNode().put(key, value));
        return node.toString();
    }

    private static String order(String kind, int process, int thread, int place) {
        ObjectNode node = metadata(kind, process, thread);
        node.set("args", MAPPER.createObjectNode().put("sort_index", place));
        return node.toString();
    }

    private static ObjectNode metadata(String kind, int process, int thread) {
        return MAPPER.createObjectNode()
                .put("ph", "M")
                .put("name", kind)
                .put("pid", process)
                .put("tid", thread);
    }
}
