package bitwright.precision.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A plan as its file has it: the plan, and for plans that were made from a model what it was made
/// for.
///
/// @param plan the plan
/// @param network the network's name; null where the plan came from a bare table
/// @param machine the machine's name; null where the plan came from a bare table
/// @param sha256 hashes of `model` and `machine`, hexadecimal; may be empty
/// @param schedules the schedule of each layer; may be empty
public record PlanDocument(
        PrecisionPlan plan,
        @Nullable String network,
        @Nullable String machine,
        Map<String, String> sha256,
        Map<String, LayerSchedule> schedules) {
    public PlanDocument {
        sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
        schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
    }

    /// A plan that came from a bare table.
    public static PlanDocument of(PrecisionPlan plan) {
        return new PlanDocument(plan, null, null, Map.of(), Map.of());
    }
}
