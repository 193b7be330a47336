package bitwright.reports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a report says, as values: the contract of `report.json`.
///
/// Lists and maps keep their order; every number is finite. `report.schema.json` says the same for
/// readers of the file, with the units.
///
/// @param memory null where nothing was priced
/// @param layers in the network's order
/// @param plan null where no plan was solved
/// @param prediction null where no plan was measured
/// @param verification null where no schedule was executed
/// @param accuracy null where no labelled images were run
/// @param machines the same model on other machines, this one included, for the side-by-side table
/// @param comparisons what others cost for each unit that this report's plan costs
public record Report(
        Provenance provenance,
        Model model,
        Machine machine,
        Totals totals,
        @Nullable Memory memory,
        List<LayerRow> layers,
        @Nullable Plan plan,
        @Nullable Prediction prediction,
        @Nullable Verification verification,
        @Nullable Accuracy accuracy,
        List<MachineRow> machines,
        List<Comparison> comparisons) {
    public Report {
        layers = List.copyOf(layers);
        machines = List.copyOf(machines);
        comparisons = List.copyOf(comparisons);
    }

    /// Where the numbers come from and how to get them again.
    ///
    /// @param command the command line that repeats the report
    /// @param options every option that has a say in the numbers, by name
    /// @param sha256 hashes of the files that were read, in hexadecimal, by file name
    public record Provenance(
            String version,
            String command,
            long seed,
            Map<String, String> options,
            Map<String, String> sha256) {
        public Provenance {
            options = Checked.ordered("provenance.options", options);
            sha256 = Checked.ordered("provenance.sha256", sha256);
        }
    }

    /// The network.
    ///
    /// @param layers contractions, pointwise layers and views
    /// @param macs multiply-accumulates of all contractions
    public record Model(String name, int layers, long macs, long parameters) {}

    /// The machine.
    ///
    /// @param units names of the compute units
    /// @param areaSquareMicrometres by component, all copies together: the parts of units, and
    ///   memory levels; what the machine's file does not state is left out
    /// @param memories outermost first
    /// @param notes what the machine's model assumes: its sources that are marked as assumptions
    /// @param validation the anchors of `docs/validation.md` that this machine's model is held to
    public record Machine(
            String name,
            long clockHz,
            List<String> units,
            List<MemoryLevel> memories,
            Map<String, Double> areaSquareMicrometres,
            List<String> notes,
            List<Roofline> rooflines,
            List<Anchor> validation) {
        public Machine {
            units = List.copyOf(units);
            memories = List.copyOf(memories);
            validation = List.copyOf(validation);
            areaSquareMicrometres =
                    Checked.ordered("machine.areaSquareMicrometres", areaSquareMicrometres);
            notes = List.copyOf(notes);
            rooflines = List.copyOf(rooflines);
        }
    }

    /// One memory of the machine.
    ///
    /// @param capacityBits of one instance
    public record MemoryLevel(String name, long capacityBits) {}

    /// A measurement that the machine's model is held to, as `docs/validation.md` has it.
    ///
    /// @param error obtained less expected, or a percentage
    /// @param allowed the error that the tests admit
    public record Anchor(
            String anchor,
            String expected,
            String obtained,
            String error,
            String allowed,
            String source) {}

    /// The roofline of one unit at one precision.
    ///
    /// @param macsPerCycle peak
    /// @param bitsPerCycle bandwidth of the outermost memory
    public record Roofline(
            String unit, String precision, double macsPerCycle, double bitsPerCycle) {
        public Roofline {
            Checked.finite("rooflines.macsPerCycle", macsPerCycle);
            Checked.finite("rooflines.bitsPerCycle", bitsPerCycle);
        }
    }

    /// Sums over all layers.
    ///
    /// @param cycles cycles of the whole network
    /// @param bottleneck the resource that binds layers of the most cycles; null without layers
    /// @param cyclesByCause sums to `cycles`: the units' work, waiting for each memory level,
    ///   overhead
    /// @param busyCycles busy cycles of each resource, over all layers: units, the slots of their
    ///   packets, memory ports, overhead
    /// @param energyJoulesByComponent sums to `energyJoules`: units or `unit part`, `unit
    ///   pointwise`, memory levels and `level leakage`
    public record Totals(
            long cycles,
            double latencySeconds,
            double energyJoules,
            long weightBits,
            @Nullable Bottleneck bottleneck,
            Map<String, Long> cyclesByCause,
            Map<String, Long> busyCycles,
            Map<String, Double> energyJoulesByComponent) {
        public Totals {
            cyclesByCause = Checked.ordered("totals.cyclesByCause", cyclesByCause);
            busyCycles = Checked.ordered("totals.busyCycles", busyCycles);
            Checked.finite("totals.latencySeconds", latencySeconds);
            Checked.finite("totals.energyJoules", energyJoules);
            energyJoulesByComponent =
                    Checked.ordered("totals.energyJoulesByComponent", energyJoulesByComponent);
        }
    }

    /// What binds the network.
    ///
    /// @param cycles of the layers whose bottleneck it is
    /// @param share of all cycles, from 0 to 1
    public record Bottleneck(String resource, long cycles, double share) {
        public Bottleneck {
            Checked.finite("totals.bottleneck.share", share);
        }
    }

    /// What the network keeps in the outermost memory while it runs.
    ///
    /// @param level the memory's name
    /// @param activationBits of the activations that live at once, at the worst moment
    /// @param cacheBits of what stays from step to step
    /// @param missingBits by how much the memory is too small; 0 where it is not
    public record Memory(
            String level,
            long capacityBits,
            long weightBits,
            long activationBits,
            long cacheBits,
            long missingBits) {}

    /// One layer.
    ///
    /// @param precision short name, or `-` for layers without one
    /// @param loss what the plan's table says the choice loses; null without a plan
    /// @param outerTrafficBits bits over the outermost memory's port
    /// @param inputs names of the layers that write what this one reads
    /// @param cyclesByCause sums to `cycles`: the unit's work, waiting for each memory level,
    ///   overhead
    /// @param busyCycles by resource
    /// @param residentBits what each memory level holds while the layer runs, the outermost of the
    ///   whole network, others in one instance; of layers without a schedule only the outermost
    /// @param energyPicojoulesByComponent sums to `energyPicojoules`
    /// @param arrayCounts what simulators of systolic arrays report, by their column names; empty
    ///   for other units and layers
    /// @param schedule printed form; empty for layers without one
    /// @param tiles what the schedule keeps, in its order
    public record LayerRow(
            String name,
            String op,
            List<String> inputs,
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
            Map<String, Long> cyclesByCause,
            Map<String, Long> busyCycles,
            Map<String, Long> residentBits,
            Map<String, Double> energyPicojoulesByComponent,
            Map<String, Double> arrayCounts,
            String schedule,
            List<Tile> tiles) {
        public LayerRow {
            inputs = List.copyOf(inputs);
            tiles = List.copyOf(tiles);
            cyclesByCause = Checked.ordered("layers.cyclesByCause", cyclesByCause);
            residentBits = Checked.ordered("layers.residentBits", residentBits);
            arrayCounts = Checked.ordered("layers.arrayCounts", arrayCounts);
            Checked.finite("layers.energyPicojoules", energyPicojoules);
            Checked.finite("layers.utilization", utilization);
            if (loss != null) {
                Checked.finite("layers.loss", loss);
            }
            busyCycles = Checked.ordered("layers.busyCycles", busyCycles);
            energyPicojoulesByComponent =
                    Checked.ordered(
                            "layers.energyPicojoulesByComponent", energyPicojoulesByComponent);
        }
    }

    /// The greatest tile of an operand that one instance of a memory level holds.
    ///
    /// @param elements of the tile
    /// @param bits of one copy
    /// @param copies 2 where the next tile arrives while the unit works on this one
    public record Tile(String operand, String level, long elements, long bits, int copies) {}

    /// What the solver chose and how far it can be from the best.
    ///
    /// @param minimised `loss` or the name of the cost that was to be least
    /// @param objective what the plan has of it
    /// @param bound proven lower bound of the objective
    /// @param gap relative distance of objective and bound; 0 means proven optimal
    /// @param loss sum of the layers' losses
    /// @param budgets upper bounds by cost name
    /// @param costs what the plan uses, by cost name
    /// @param choices layer to the name of its choice
    /// @param uniform what each uniform precision would lose and cost
    /// @param otherDirection the second solve: least of one cost under a loss limit; null if not
    ///   done
    /// @param couplings what must agree between layers
    /// @param front the plans between the least loss and the least cost; null if not sought
    public record Plan(
            String minimised,
            double objective,
            double bound,
            double gap,
            String status,
            String solver,
            double loss,
            Map<String, Double> budgets,
            Map<String, Double> costs,
            Map<String, String> choices,
            List<UniformRow> uniform,
            @Nullable OtherDirection otherDirection,
            List<Coupling> couplings,
            @Nullable Front front) {
        public Plan {
            couplings = List.copyOf(couplings);
            Checked.finite("plan.objective", objective);
            Checked.finite("plan.loss", loss);
            Checked.finite("plan.bound", bound);
            Checked.finite("plan.gap", gap);
            budgets = Checked.ordered("plan.budgets", budgets);
            costs = Checked.ordered("plan.costs", costs);
            choices = Checked.ordered("plan.choices", choices);
            uniform = List.copyOf(uniform);
        }
    }

    /// Layers that must agree.
    ///
    /// @param attribute of a choice that is equal in all of them
    /// @param reason what for, for people; empty where nothing is said
    public record Coupling(String attribute, List<String> layers, String reason) {
        public Coupling {
            layers = List.copyOf(layers);
        }
    }

    /// Plans that no other plan dominates in loss and one cost, under the plan's other budgets.
    ///
    /// @param cost the cost's name
    /// @param plans how many there are; `points` are as many of them, evenly from end to end
    /// @param tolerance at most how much less a plan that was left out can lose
    /// @param points ascending in the cost
    public record Front(String cost, int plans, double tolerance, List<FrontPoint> points) {
        public Front {
            Checked.finite("plan.front.tolerance", tolerance);
            points = List.copyOf(points);
        }
    }

    /// One plan of the front.
    ///
    /// @param choices the names of the choices, in the order of the plan's layers
    public record FrontPoint(double loss, Map<String, Double> costs, List<String> choices) {
        public FrontPoint {
            Checked.finite("plan.front.points.loss", loss);
            costs = Checked.ordered("plan.front.points.costs", costs);
            choices = List.copyOf(choices);
        }
    }

    /// Another plan or machine beside this report's.
    ///
    /// @param against a uniform precision (`all w8a8`) or a machine
    /// @param ratios what the other costs over what this one costs, by cost name: above 1 this one
    ///   is better; plans of the same machine compare the costs of their contractions
    public record Comparison(String against, Map<String, Double> ratios) {
        public Comparison {
            ratios = Checked.ordered("comparisons.ratios", ratios);
        }
    }

    /// What one precision in every layer would lose and cost.
    ///
    /// @param feasible whether the uniform precision meets the budgets
    public record UniformRow(
            String precision, double loss, Map<String, Double> costs, boolean feasible) {
        public UniformRow {
            Checked.finite("plan.uniform.loss", loss);
            costs = Checked.ordered("plan.uniform.costs", costs);
        }
    }

    /// Least `cost` with a loss of at most `lossLimit`.
    public record OtherDirection(
            String cost,
            double lossLimit,
            double objective,
            double bound,
            double gap,
            Map<String, String> choices) {
        public OtherDirection {
            Checked.finite("plan.otherDirection.lossLimit", lossLimit);
            Checked.finite("plan.otherDirection.objective", objective);
            Checked.finite("plan.otherDirection.bound", bound);
            Checked.finite("plan.otherDirection.gap", gap);
            choices = Checked.ordered("plan.otherDirection.choices", choices);
        }
    }

    /// How well losses that add up said what whole plans lose, every contraction quantized at once
    /// in the float network.
    ///
    /// @param change what was measured: divergence, cross-entropy or output-error
    /// @param predicted sum of the plan's losses
    /// @param measured what the whole plan is measured to lose
    /// @param plans random plans behind the correlation
    /// @param rankCorrelation Spearman's, of sums of losses and of measurements over the random
    ///   plans, −1 to 1
    /// @param images calibration images that were run
    public record Prediction(
            String change,
            double predicted,
            double measured,
            int plans,
            double rankCorrelation,
            int images) {
        public Prediction {
            Checked.finite("prediction.predicted", predicted);
            Checked.finite("prediction.measured", measured);
            Checked.finite("prediction.rankCorrelation", rankCorrelation);
        }
    }

    /// Schedules run on real tensors against the reference kernels.
    public record Verification(long schedulesExecuted, long valuesCompared, long mismatches) {}

    /// Fractions from 0 to 1 over the same labelled images.
    ///
    /// @param agreement fraction of images on which both networks choose the same class
    /// @param uniform integer top-1 of uniform precisions on the same images, by short name
    public record Accuracy(
            int images,
            double floatTop1,
            double integerTop1,
            double agreement,
            Map<String, Double> uniform) {
        public Accuracy {
            Checked.finite("accuracy.floatTop1", floatTop1);
            Checked.finite("accuracy.integerTop1", integerTop1);
            Checked.finite("accuracy.agreement", agreement);
            uniform = Checked.ordered("accuracy.uniform", uniform);
        }
    }

    /// One machine of the side-by-side table, with the plan that was solved for it.
    ///
    /// @param loss of its plan; null where no plan was solved
    /// @param gap of its plan; null where no plan was solved
    /// @param integerTop1 null where no labelled images were run
    /// @param formats layers by precision's short name
    public record MachineRow(
            String machine,
            long cycles,
            double latencySeconds,
            double energyJoules,
            long weightBits,
            @Nullable Double loss,
            @Nullable Double gap,
            @Nullable Double integerTop1,
            Map<String, Integer> formats) {
        public MachineRow {
            Checked.finite("machines.latencySeconds", latencySeconds);
            Checked.finite("machines.energyJoules", energyJoules);
            if (loss != null) {
                Checked.finite("machines.loss", loss);
            }
            if (gap != null) {
                Checked.finite("machines.gap", gap);
            }
            if (integerTop1 != null) {
                Checked.finite("machines.integerTop1", integerTop1);
            }
            formats = Checked.ordered("machines.formats", formats);
        }
    }
}
