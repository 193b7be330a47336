package bitwright.reports;

import bitwright.reports.Report.LayerRow;
import bitwright.reports.Report.MachineRow;
import bitwright.reports.Report.Plan;
import bitwright.reports.Report.Totals;
import bitwright.reports.Report.UniformRow;
import bitwright.reports.TextTable.Align;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// The tables that the terminal and the Markdown file share.
final class ReportTables {
    private ReportTables() {}

    /// Layer, format, cycles, energy, loss, bottleneck; without the loss where there is no plan.
    ///
    /// @param nameWidth longest layer name that is shown whole
    static TextTable layers(Report report, int nameWidth) {
        boolean planned = report.layers().stream().anyMatch(layer -> layer.loss() != null);
        var table =
                new TextTable()
                        .column("layer", Align.LEFT)
                        .column("op", Align.LEFT)
                        .column("format", Align.LEFT)
                        .column("cycles", Align.RIGHT)
                        .column("bound", Align.RIGHT)
                        .column("energy", Align.RIGHT)
                        .column("used", Align.RIGHT);
        if (planned) {
            table.column("loss", Align.RIGHT);
        }
        table.column("bottleneck", Align.LEFT);
        for (LayerRow layer : report.layers()) {
            var row = new ArrayList<String>();
            row.add(PlainText.shortened(PlainText.oneLine(layer.name()), nameWidth));
            row.add(PlainText.oneLine(layer.op()));
            row.add(PlainText.oneLine(layer.precision()));
            row.add(Units.count(layer.cycles()));
            row.add(Units.count(layer.boundCycles()));
            row.add(Units.picojoules(layer.energyPicojoules()));
            row.add(layer.macs() == 0 ? "" : Units.percent(layer.utilization()));
            if (planned) {
                Double loss = layer.loss();
                row.add(loss == null ? "" : Units.number(loss));
            }
            row.add(PlainText.oneLine(layer.bottleneck()));
            table.row(row);
        }
        return table;
    }

    /// Busy cycles of each resource and their share of all cycles, in the order of the report.
    static TextTable resources(Totals totals) {
        var table =
                new TextTable()
                        .column("resource", Align.LEFT)
                        .column("busy cycles", Align.RIGHT)
                        .column("of all", Align.RIGHT);
        totals.busyCycles()
                .forEach((name, cycles) ->
                        table.row(
                                List.of(
                                        PlainText.oneLine(name),
                                        Units.count(cycles),
                                        Units.percent(Sentences.share(cycles, totals.cycles())))));
        return table;
    }

    /// Energy of each component and its share, and the area of those whose area is stated, in the
    /// order of the report.
    static TextTable components(Report report) {
        Map<String, Double> energies = report.totals().energyJoulesByComponent();
        Map<String, Double> areas = report.machine().areaSquareMicrometres();
        var table =
                new TextTable()
                        .column("component", Align.LEFT)
                        .column("energy", Align.RIGHT)
                        .column("share", Align.RIGHT);
        if (!areas.isEmpty()) {
            table.column("area", Align.RIGHT);
        }
        SequencedSet<String> names = new LinkedHashSet<>(energies.keySet());
        names.addAll(areas.keySet());
        for (String name : names) {
            Double energy = energies.get(name);
            Double area = areas.get(name);
            var row = new ArrayList<String>();
            row.add(PlainText.oneLine(name));
            row.add(energy == null ? "" : Units.joules(energy));
            row.add(
                    energy == null
                            ? ""
                            : Units.percent(
                                    Sentences.share(energy, report.totals().energyJoules())));
            if (!areas.isEmpty()) {
                row.add(area == null ? "" : Units.squareMicrometres(area));
            }
            table.row(row);
        }
        return table;
    }

    /// What the plan and the uniform precisions lose and cost, and the budgets.
    static TextTable plans(Report report, Plan plan) {
        SequencedSet<String> costs = new LinkedHashSet<>(plan.costs().keySet());
        costs.addAll(plan.budgets().keySet());
        boolean measured = report.accuracy() != null;
        var table = new TextTable().column("plan", Align.LEFT).column("loss", Align.RIGHT);
        if (measured) {
            table.column("top-1", Align.RIGHT);
        }
        costs.forEach(cost -> table.column(PlainText.oneLine(cost), Align.RIGHT));
        table.column("in budget", Align.LEFT);
        var chosen = new ArrayList<>(List.of("this plan", Units.number(plan.loss())));
        var limits = new ArrayList<>(List.of("budget", ""));
        if (report.accuracy() != null) {
            chosen.add(Units.percent(report.accuracy().integerTop1()));
            limits.add("");
        }
        addCosts(chosen, costs, plan.costs(), "");
        addCosts(limits, costs, plan.budgets(), "≤ ");
        chosen.add("yes");
        limits.add("");
        table.row(chosen);
        for (UniformRow uniform : plan.uniform()) {
            var row = new ArrayList<String>();
            row.add("all " + PlainText.oneLine(uniform.precision()));
            row.add(Units.number(uniform.loss()));
            if (report.accuracy() != null) {
                Double top1 = report.accuracy().uniform().get(uniform.precision());
                row.add(top1 == null ? "" : Units.percent(top1));
            }
            addCosts(row, costs, uniform.costs(), "");
            row.add(uniform.feasible() ? "yes" : "no");
            table.row(row);
        }
        table.row(limits);
        return table;
    }

    /// The machines side by side.
    static TextTable machines(Report report) {
        var table =
                new TextTable()
                        .column("machine", Align.LEFT)
                        .column("latency", Align.RIGHT)
                        .column("cycles", Align.RIGHT)
                        .column("energy", Align.RIGHT)
                        .column("weights", Align.RIGHT)
                        .column("loss", Align.RIGHT)
                        .column("gap", Align.RIGHT)
                        .column("top-1", Align.RIGHT)
                        .column("formats", Align.LEFT);
        for (MachineRow machine : report.machines()) {
            Double loss = machine.loss();
            Double gap = machine.gap();
            Double top1 = machine.integerTop1();
            table.row(
                    List.of(
                            PlainText.oneLine(machine.machine()),
                            Units.seconds(machine.latencySeconds()),
                            Units.count(machine.cycles()),
                            Units.joules(machine.energyJoules()),
                            Units.bits(machine.weightBits()),
                            loss == null ? "" : Units.number(loss),
                            gap == null ? "" : Sentences.shortGap(gap),
                            top1 == null ? "" : Units.percent(top1),
                            Sentences.formats(machine.formats())));
        }
        return table;
    }

    private static void addCosts(
            List<String> row,
            SequencedSet<String> names,
            Map<String, Double> costs,
            String prefix) {
        for (String name : names) {
            Double cost = costs.get(name);
            row.add(cost == null ? "" : prefix + Units.number(cost));
        }
    }
}
