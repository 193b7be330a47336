package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.ChoiceOptions;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.Placements;
import bitwright.cli.flow.PlanQuestion;
import bitwright.cli.flow.Planning;
import bitwright.cli.flow.TableBuilder;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.sensitivity.MeasuredSensitivity;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Four-bit integers on multipliers, powers of two of four bits on shifters, and the plan that has
/// both, on one machine with both arrays.
final class MixedSchemes {
    static final String INTEGERS = "w4a8";
    static final String POWERS = "pot4a8@shifters";
    private static final Path MACHINE =
            Path.of(System.getProperty("bitwright.root"), "hw-configs/int8-and-pot4-arrays.yaml");

    private final PlannedNetworks networks = new PlannedNetworks("fashion-resnet8");

    /// One plan.
    ///
    /// @param right images of all
    /// @param powers layers of powers of two
    record Row(
            String name,
            double loss,
            Map<String, Double> costs,
            int right,
            int images,
            int powers) {
        /// Per cent of the images.
        double top1() {
            return right * 100.0 / images;
        }

        double latency() {
            return costs.getOrDefault(TableBuilder.LATENCY, 0.0);
        }

        double energy() {
            return costs.getOrDefault(TableBuilder.ENERGY, 0.0);
        }

        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %.5f | %.2f | %.4f | %.5f | %.4f |",
                    name,
                    powers,
                    loss,
                    top1(),
                    latency(),
                    energy(),
                    costs.getOrDefault(TableBuilder.SIZE, 0.0));
        }
    }

    private final int images;

    /// @param images for top-1; 0 for none
    MixedSchemes(int images) throws IOException {
        this.images = images;
    }

    /// Both pure plans; the best under the latency of each; the fastest that loses no more than the
    /// better one.
    List<Row> rows() throws IOException {
        MachineSource machine = MachineSource.load(MACHINE);
        List<Precision> candidates = Planning.candidates(machine, List.of(INTEGERS, "pot4a8"));
        NetworkCosting costing = new NetworkCosting(networks.network(), machine.accelerator());
        Placements placements = Placements.of(networks.network(), costing, candidates, Map.of());
        costing.map(placements, () -> {});
        CostTable table =
                TableBuilder.build(
                        networks.network(),
                        costing,
                        placements,
                        new MeasuredSensitivity(networks.subject, networks.statistics)
                                .losses(candidates, () -> {}),
                        ChoiceOptions.of(List.of()),
                        PlanQuestion.leastLoss(Map.of(), 1));
        List<Row> rows = new ArrayList<>();
        rows.add(pure(table, INTEGERS));
        rows.add(pure(table, POWERS));
        for (Row pure : List.copyOf(rows)) {
            PlanQuestion within =
                    PlanQuestion.leastLoss(Map.of(TableBuilder.LATENCY, pure.latency()), 1);
            rows.add(
                    row(
                            "mixed, no slower than " + pure.name(),
                            PlanSolver.solve(table, within.on(table), within.solver())));
        }
        rows.add(
                row(
                        "mixed, the fastest that loses no more than " + INTEGERS,
                        PlanSolver.minimizeCost(
                                table,
                                TableBuilder.LATENCY,
                                Math.min(rows.get(0).loss(), rows.get(1).loss()),
                                Map.of(),
                                SolverOptions.DEFAULT)));
        return rows;
    }

    private Row pure(CostTable table, String choice) {
        TableBuilder.Uniform uniform = TableBuilder.uniform(table, choice);
        Map<String, String> choices = new LinkedHashMap<>();
        networks.network().contractions().forEach(layer -> choices.put(layer.name(), choice));
        return row("all " + choice, uniform.loss(), uniform.costs(), choices);
    }

    private Row row(String name, PrecisionPlan plan) {
        Map<String, String> choices = new LinkedHashMap<>();
        networks.network()
                .contractions()
                .forEach(layer ->
                        choices.put(layer.name(), plan.choices().getOrDefault(layer.name(), "")));
        return row(name, plan.loss(), plan.costs(), choices);
    }

    private Row row(
            String name, double loss, Map<String, Double> costs, Map<String, String> choices) {
        Map<String, String> precisions = new LinkedHashMap<>();
        choices.forEach((layer, choice) -> precisions.put(layer, choice.replaceAll("@.*", "")));
        int powers = (int) choices.values().stream().filter(each -> each.startsWith("pot")).count();
        return new Row(
                name,
                loss,
                costs,
                images == 0 ? 0 : networks.correct(precisions, images),
                images,
                powers);
    }
}
