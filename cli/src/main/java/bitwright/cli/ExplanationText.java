package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.cli.flow.Explanation;
import bitwright.cli.flow.Explanation.Change;
import bitwright.cli.flow.LayerResult;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.reports.Units;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An explanation as a table for people and as JSON.
final class ExplanationText {
    /// A change that spares less than this part of the cycles moves nothing.
    private static final double NOTHING = 0.002;

    private ExplanationText() {}

    static String table(Explanation explanation, Accelerator machine) {
        LayerResult result = explanation.result();
        LayerCost cost = result.cost();
        if (cost.cycles() == 0) {
            return result.layer().name()
                    + ": takes no time; it is a view, or done while the layer before it puts out.";
        }
        return title(result, machine)
                + "\n\n"
                + resources(cost)
                + "\n\n"
                + verdict(cost)
                + "\n\n"
                + changes(explanation)
                + schedule(result);
    }

    private static String title(LayerResult result, Accelerator machine) {
        LayerCost cost = result.cost();
        String work =
                result.layer() instanceof Contraction contraction
                        ? String.format(Locale.ROOT, ", %,d MACs", contraction.nest().macs())
                        : "";
        String precision = result.precision() == null ? "" : " at " + result.precision().name();
        return String.format(
                Locale.ROOT,
                "%s (%s%s)%s on %s, unit %s%n%,d cycles, %s; bound of its schedule %,d cycles",
                result.layer().name(),
                result.layer().op(),
                work,
                precision,
                machine.name(),
                result.unit(),
                cost.cycles(),
                Units.seconds(cost.cycles() / (double) machine.clockHz()),
                cost.boundCycles());
    }

    private static String resources(LayerCost cost) {
        List<List<String>> rows = new ArrayList<>();
        cost.busyCycles().entrySet().stream()
                .filter(resource -> resource.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(resource ->
                        rows.add(
                                List.of(
                                        resource.getKey(),
                                        Units.count(resource.getValue()),
                                        share(resource.getValue(), cost))));
        long waiting = cost.cycles() - cost.boundCycles();
        rows.add(List.of("waiting that nothing hides", Units.count(waiting), share(waiting, cost)));
        return TextTable.of(List.of("resource", "busy cycles", "of latency"), rows, 1);
    }

    private static long most(LayerCost cost) {
        return cost.busyCycles().values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static String share(long cycles, LayerCost cost) {
        return Units.percent(cycles / (double) cost.cycles());
    }

    private static String verdict(LayerCost cost) {
        String used =
                cost.utilization() == 0
                        ? ""
                        : "; the unit does "
                                + Units.percent(cost.utilization())
                                + " of the MACs that it could do meanwhile";
        return cost.bottleneck()
                + " binds: it is busy for "
                + share(most(cost), cost)
                + " of the latency"
                + used
                + ".";
    }

    private static String changes(Explanation explanation) {
        long now = explanation.result().cost().cycles();
        List<List<String>> rows = new ArrayList<>();
        List<String> nothing = new ArrayList<>();
        for (Change change : explanation.changes()) {
            if (Math.abs(change.cycles() - now) <= NOTHING * now) {
                nothing.add(change.change());
            } else {
                rows.add(
                        List.of(
                                change.change(),
                                Units.count(change.cycles()),
                                String.format(
                                        Locale.ROOT, "%.2f ×", now / (double) change.cycles())));
            }
        }
        String moved =
                rows.isEmpty()
                        ? ""
                        : TextTable.of(List.of("what would move it", "cycles", "as fast"), rows, 1);
        String rest = nothing.isEmpty() ? "" : "moves nothing: " + String.join(", ", nothing);
        return moved + (moved.isEmpty() || rest.isEmpty() ? "" : "\n") + rest;
    }

    private static String schedule(LayerResult result) {
        return result.mapped() == null
                ? ""
                : "\n\n"
                        + ScheduleText.print(result.mapped().schedule())
                                .stripTrailing()
                                .lines()
                                .collect(Collectors.joining("\n"));
    }

    static String json(Explanation explanation, ModelSource model, MachineSource machine) {
        LayerResult result = explanation.result();
        LayerCost cost = result.cost();
        ObjectNode root =
                JsonText.of("explanation")
                        .put("model", model.network().name())
                        .put("machine", machine.accelerator().name())
                        .put("layer", result.layer().name())
                        .put("op", result.layer().op())
                        .put(
                                "precision",
                                result.precision() == null ? null : result.precision().name())
                        .put("unit", result.unit())
                        .put(
                                "macs",
                                result.layer() instanceof Contraction contraction
                                        ? contraction.nest().macs()
                                        : 0)
                        .put("cycles", cost.cycles())
                        .put("boundCycles", cost.boundCycles())
                        .put(
                                "latencySeconds",
                                cost.cycles() / (double) machine.accelerator().clockHz())
                        .put("bottleneck", cost.bottleneck())
                        .put("utilization", cost.utilization());
        ObjectNode busy = root.putObject("busyCycles");
        cost.busyCycles().forEach(busy::put);
        ArrayNode changes = root.putArray("changes");
        explanation
                .changes()
                .forEach(change ->
                        changes.addObject()
                                .put("change", change.change())
                                .put("cycles", change.cycles()));
        root.put(
                "schedule",
                result.mapped() == null ? "" : ScheduleText.print(result.mapped().schedule()));
        return JsonText.print(root);
    }
}
