package bitwright.reports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a report says, as values: the contract of `report.json`.
///
/// @param provenance version, options, seed, hashes of the model and machine files (SHA-256,
///   hexadecimal)
/// @param plan null where no plan was solved
/// @param verification null where no schedule was executed
/// @param accuracy null where no labelled images were run
/// @param machines the same model on other machines, this one included, for the side-by-side table
public record Report(
        Provenance provenance,
        Model model,
        Machine machine,
        Totals totals,
        List<LayerRow> layers,
        @Nullable Plan plan,
        @Nullable Verification verification,
        @Nullable Accuracy accuracy,
        List<MachineRow> machines) {
    public record Provenance(
            String version,
            String command,
            long seed,
            Map<String, String> options,
            Map<String, String> sha256) {}

    /// @param layers contractions, pointwise layers and views
    public record Model(String name, int layers, long macs, long parameters) {}

    /// @param notes what the machine's model assumes: its sources that are marked as assumptions
    public record Machine(
            String name,
            long clockHz,
            List<String> units,
            List<String> notes,
            List<Roofline> rooflines) {}

    /// The roofline of one unit at one precision.
    ///
    /// @param macsPerCycle peak
    /// @param bitsPerCycle bandwidth of the outermost memory
    public record Roofline(
            String unit, String precision, double macsPerCycle, double bitsPerCycle) {}

    public record Totals(
            long cycles,
            double latencySeconds,
            double energyJoules,
            long weightBits,
            Map<String, Double> energyJoulesByComponent) {}

    /// One layer.
    ///
    /// @param precision short name, or `-` for layers without one
    /// @param loss what the plan's table says the choice loses; null without a plan
    /// @param outerTrafficBits bits over the outermost memory's port
    /// @param busyCycles by resource
    /// @param schedule printed form; empty for layers without one
    public record LayerRow(
            String name,
            String op,
            long macs,
            String precision,
            String unit,
            long cycles,
            long boundCycles,
            double energyPicojoules,
            double utilization,
            String bottleneck,
            long weightBits,
            @Nullable Double loss,
            long outerTrafficBits,
            Map<String, Long> busyCycles,
            Map<String, Double> energyPicojoulesByComponent,
            String schedule) {}

    /// @param objective the loss that was minimised, or the cost in the other direction
    /// @param budgets upper bounds by cost name
    /// @param costs what the plan uses, by cost name
    /// @param uniform what each uniform precision would lose and cost
    /// @param otherDirection the second solve: least of one cost under a loss limit; null if not
    ///   done
    public record Plan(
            double objective,
            double bound,
            double gap,
            String status,
            String solver,
            Map<String, Double> budgets,
            Map<String, Double> costs,
            Map<String, String> choices,
            List<UniformRow> uniform,
            @Nullable OtherDirection otherDirection) {}

    /// @param feasible whether the uniform precision meets the budgets
    public record UniformRow(
            String precision, double loss, Map<String, Double> costs, boolean feasible) {}

    /// Least `cost` with a loss of at most `lossLimit`.
    public record OtherDirection(
            String cost,
            double lossLimit,
            double objective,
            double bound,
            double gap,
            Map<String, String> choices) {}

    public record Verification(long schedulesExecuted, long valuesCompared, long mismatches) {}

    /// @param agreement fraction of images on which both networks choose the same class
    /// @param uniform integer top-1 of uniform precisions on the same images, by short name
    public record Accuracy(
            int images,
            double floatTop1,
            double integerTop1,
            double agreement,
            Map<String, Double> uniform) {}

    /// One machine of the side-by-side table.
    public record MachineRow(
            String machine,
            long cycles,
            double latencySeconds,
            double energyJoules,
            long weightBits,
            double loss,
            double gap,
            @Nullable Double integerTop1,
            Map<String, Integer> formats) {}
}
