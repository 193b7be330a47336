package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.cli.Version;
import bitwright.cli.flow.NetworkMapping.Row;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Proof;
import bitwright.sim.cost.Accesses;
import bitwright.sim.schedule.ScheduleText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of `bitwright map`: `mapping.json`, as `mapping.schema.json` describes it, and
/// `timings.json`, the only one that may differ between two runs.
public final class MappingFile {
    /// The format that the file names.
    public static final String FORMAT = "bitwright-mapping/1";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private MappingFile() {}

    /// Where a mapping comes from.
    ///
    /// @param command the command line, without its folders
    /// @param sha256 hashes of the files that were read, by name
    public record Provenance(
            String command, Map<String, String> options, Map<String, String> sha256) {}

    /// `mapping.json`; the same rows give the same bytes.
    public static String json(
            String network, Accelerator accelerator, Provenance provenance, List<Row> rows) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT).put("network", network).put("machine", accelerator.name());
        ObjectNode from = root.putObject("provenance");
        from.put("version", Version.NUMBER).put("command", provenance.command());
        provenance.options().forEach(from.putObject("options")::put);
        provenance.sha256().forEach(from.putObject("sha256")::put);
        ArrayNode layers = root.putArray("layers");
        long cycles = 0;
        double picojoules = 0;
        for (Row row : rows) {
            layer(layers.addObject(), row, accelerator);
            Proof proof = proof(row);
            long count = row.layers().size();
            cycles = Math.addExact(cycles, Math.multiplyExact(count, proof.cycles()));
            picojoules += count * proof.picojoules();
        }
        root.putObject("totals").put("cycles", cycles).put("energyPicojoules", picojoules);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /// What a mapped layer is proven to be.
    public static Proof proof(Row row) {
        return Objects.requireNonNull(row.mapped().proof());
    }

    private static void layer(ObjectNode at, Row row, Accelerator accelerator) {
        MappedLayer mapped = row.mapped();
        Proof proof = proof(row);
        ArrayNode names = at.putArray("layers");
        row.layers().forEach(names::add);
        at.put("precision", mapped.precision().name())
                .put("unit", mapped.schedule().unit())
                .put("schedule", ScheduleText.print(mapped.schedule()))
                .put("cycles", proof.cycles())
                .put("energyPicojoules", proof.picojoules())
                .put("objective", proof.objective().label())
                .put("bound", proof.bound());
        if (Double.isFinite(proof.gap())) {
            at.put("gap", proof.gap());
        } else {
            at.putNull("gap");
        }
        at.put("complete", proof.complete());
        at.put("statesVisited", mapped.visited());
        at.putObject("simulated")
                .put("cycles", mapped.cost().cycles())
                .put("energyPicojoules", mapped.cost().totalPicojoules())
                .put("utilization", mapped.cost().utilization());
        accesses(at.putObject("accesses"), row, accelerator);
    }

    /// Bits over every port, and the elements that are read from and written to each level.
    private static void accesses(ObjectNode at, Row row, Accelerator accelerator) {
        MappedLayer mapped = row.mapped();
        Map<String, Long> counts = new TreeMap<>();
        mapped.cost().trafficBits().forEach((key, bits) -> counts.put(key + "Bits", bits));
        Accesses.elements(mapped.schedule(), row.task().nest(), mapped.precision(), accelerator)
                .forEach((key, elements) -> counts.put(key + "Elements", elements));
        counts.forEach((key, count) -> {
            int direction = key.lastIndexOf('/');
            int operand = key.lastIndexOf('/', direction - 1);
            at.withObjectProperty(key.substring(0, operand))
                    .withObjectProperty(key.substring(operand + 1, direction))
                    .put(key.substring(direction + 1), count);
        });
    }

    /// `timings.json`: processor seconds of each search by the first layer's name, and which
    /// schedules were read instead.
    public static String timings(List<Row> rows) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode seconds = root.putObject("processorSeconds");
        ArrayNode cached = root.putArray("cached");
        for (Row row : rows) {
            seconds.put(row.layers().getFirst(), row.processorSeconds());
            if (row.cached()) {
                cached.add(row.layers().getFirst());
            }
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
