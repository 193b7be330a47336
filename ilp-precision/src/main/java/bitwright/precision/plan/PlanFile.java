package bitwright.precision.plan;

import bitwright.precision.table.CostTableFile;
import bitwright.precision.table.JsonPlace;
import bitwright.precision.table.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The plan's file, `plan.json`, as `plan.schema.json` describes it.
public final class PlanFile {
    private static final List<String> REQUIRED =
            List.of("choices", "loss", "costs", "bound", "gap", "status", "solver");

    private PlanFile() {}

    /// Reads a plan.
    ///
    /// @throws bitwright.precision.table.TableFileException if the file says something wrong
    /// @throws IOException if it cannot be read
    public static PlanDocument read(Path file) throws IOException {
        return parse(CostTableFile.bounded(file), file.toString());
    }

    /// Parses a plan; `file` is what complaints call it.
    ///
    /// @throws bitwright.precision.table.TableFileException if the text says something wrong
    public static PlanDocument parse(String json, String file) {
        JsonPlace root =
                JsonPlace.parse(json, file)
                        .object(
                                REQUIRED,
                                "network",
                                "machine",
                                "sha256",
                                "schedules",
                                "couplings",
                                "proof");
        PrecisionPlan plan =
                new PrecisionPlan(
                        root.child("choices").texts(),
                        known(root.child("loss")),
                        root.child("costs").numbers(),
                        known(root.child("bound")),
                        root.child("gap").isNull() ? PrecisionPlan.UNKNOWN : gap(root.child("gap")),
                        status(root.child("status")),
                        root.child("solver").text(),
                        root.has("proof") ? proof(root.child("proof")) : Proof.NONE);
        Map<String, LayerSchedule> schedules = new LinkedHashMap<>();
        if (root.has("schedules")) {
            JsonPlace at = root.child("schedules");
            for (String layer : at.keys()) {
                JsonPlace entry = at.child(layer).object(List.of("schedule", "cycles"));
                schedules.put(
                        layer,
                        new LayerSchedule(
                                entry.child("schedule").text(), entry.child("cycles").count()));
            }
        }
        return new PlanDocument(
                plan,
                root.has("network") ? root.child("network").text() : null,
                root.has("machine") ? root.child("machine").text() : null,
                root.has("sha256") ? root.child("sha256").texts() : Map.of(),
                schedules,
                root.has("couplings")
                        ? root.child("couplings").list().stream().map(JsonPlace::text).toList()
                        : List.of());
    }

    private static Proof proof(JsonPlace place) {
        place.object(List.of("objective"), "justifiedBound", "second");
        Proof.Second second = null;
        if (place.has("second")) {
            JsonPlace at = place.child("second").object(List.of("measure", "bound", "gap"));
            second =
                    new Proof.Second(
                            at.child("measure").text(),
                            at.child("bound").number(),
                            gap(at.child("gap")));
        }
        return new Proof(
                place.child("objective").text(),
                place.has("justifiedBound") ? place.child("justifiedBound").number() : null,
                second);
    }

    private static double known(JsonPlace place) {
        return place.isNull() ? PrecisionPlan.UNKNOWN : place.number();
    }

    private static void put(ObjectNode at, String key, double value) {
        if (Double.isNaN(value)) {
            at.putNull(key);
        } else {
            at.put(key, value);
        }
    }

    private static double gap(JsonPlace place) {
        double gap = place.number();
        if (gap < 0) {
            throw place.wrong("(" + gap + ") must be at least 0; 0 means proven optimal.");
        }
        return gap;
    }

    private static PrecisionPlan.Status status(JsonPlace place) {
        return switch (place.text()) {
            case "optimal" -> PrecisionPlan.Status.OPTIMAL;
            case "feasible" -> PrecisionPlan.Status.FEASIBLE;
            case "infeasible" -> PrecisionPlan.Status.INFEASIBLE;
            default ->
                    throw place.wrong(
                            "(" + place.text() + ") must be optimal, feasible or infeasible.");
        };
    }

    /// The file's text; the same plan gives the same bytes.
    public static String text(PlanDocument document) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        if (document.network() != null) {
            root.put("network", document.network());
        }
        if (document.machine() != null) {
            root.put("machine", document.machine());
        }
        if (!document.sha256().isEmpty()) {
            document.sha256().forEach(root.putObject("sha256")::put);
        }
        PrecisionPlan plan = document.plan();
        plan.choices().forEach(root.putObject("choices")::put);
        put(root, "loss", plan.loss());
        plan.costs().forEach(root.putObject("costs")::put);
        put(root, "bound", plan.bound());
        put(root, "gap", plan.gap());
        root.put("status", plan.status().name().toLowerCase(Locale.ROOT))
                .put("solver", plan.solver());
        put(root.putObject("proof"), plan.proof());
        if (!document.couplings().isEmpty()) {
            document.couplings().forEach(root.putArray("couplings")::add);
        }
        if (!document.schedules().isEmpty()) {
            ObjectNode schedules = root.putObject("schedules");
            document.schedules()
                    .forEach((layer, schedule) ->
                            schedules
                                    .putObject(layer)
                                    .put("schedule", schedule.schedule())
                                    .put("cycles", schedule.cycles()));
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode at, Proof proof) {
        at.put("objective", proof.objective());
        if (proof.justifiedBound() != null) {
            at.put("justifiedBound", proof.justifiedBound());
        }
        if (proof.second() != null) {
            at.putObject("second")
                    .put("measure", proof.second().measure())
                    .put("bound", proof.second().bound())
                    .put("gap", proof.second().gap());
        }
    }

    /// Writes a plan.
    ///
    /// @throws IOException if it cannot be written
    public static void write(Path file, PlanDocument document) throws IOException {
        WholeFiles.write(file, text(document).getBytes(StandardCharsets.UTF_8));
    }
}
