package bitwright.precision.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
/// @param couplings why layers had to agree, a line each; may be empty
public record PlanDocument(
        PrecisionPlan plan,
        @Nullable String network,
        @Nullable String machine,
        Map<String, String> sha256,
        Map<String, LayerSchedule> schedules,
        List<String> couplings) {
    /// What parts the formats of a choice from the unit that it is for.
    public static final char UNIT_MARK = '@';

    public PlanDocument {
        sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
        schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
        couplings = List.copyOf(couplings);
    }

    /// A plan that says nothing of couplings.
    public PlanDocument(
            PrecisionPlan plan,
            @Nullable String network,
            @Nullable String machine,
            Map<String, String> sha256,
            Map<String, LayerSchedule> schedules) {
        this(plan, network, machine, sha256, schedules, List.of());
    }

    /// The name of the formats that a layer takes, such as `w4a8`, without the unit that may follow
    /// it; null where the plan says nothing of the layer.
    public @Nullable String precision(String layer) {
        String choice = plan.choices().get(layer);
        if (choice == null) {
            return null;
        }
        int mark = choice.indexOf(UNIT_MARK);
        return mark < 0 ? choice : choice.substring(0, mark);
    }

    /// A plan that came from a bare table.
    public static PlanDocument of(PrecisionPlan plan) {
        return new PlanDocument(plan, null, null, Map.of(), Map.of());
    }
}
