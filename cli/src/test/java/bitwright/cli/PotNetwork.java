package bitwright.cli;

import bitwright.cli.PotRuns.Run;
import bitwright.cli.PotRuns.Runs;
import bitwright.cli.flow.LayerResult;
import bitwright.workload.Contraction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;

/// The part of the page about one network: cycles and energy by kind of layer, the breakdown by
/// component and memory level, and the layers by what holds them up.
record PotNetwork(String name, Runs runs) {
    String text() {
        return "## "
                + name
                + "\n\n"
                + totals()
                + "Energy by component and memory level, in millijoules:\n\n"
                + breakdown()
                + "Layers by what holds them up on the int8 array at w8a8; cycles in millions:\n\n"
                + bottlenecks()
                + buffer();
    }

    /// Why the buffer's energy moves in the last step.
    private String buffer() {
        String level = runs.pot4().result().accelerator().memories().getLast().name();
        double before = joules(runs.shifted(), level);
        double after = joules(runs.pot4(), level);
        return String.format(
                Locale.ROOT,
                "From 16 to 23 columns the energy of `%s` goes to %.0f %%: an activation that is"
                        + " read once serves more columns, and other schedules are chosen.%n%n",
                level,
                100 * after / before);
    }

    private static double joules(Run run, String component) {
        return run.result().energyJoulesByComponent().getOrDefault(component, 0.0);
    }

    private String totals() {
        var table =
                new MarkdownRows(
                        List.of(
                                "run",
                                "Mcycles, layers with weights",
                                "two activations",
                                "pointwise",
                                "all",
                                "latency, ms",
                                "energy, mJ"));
        for (Run run : runs.all()) {
            table.row(
                    List.of(
                            run.label(),
                            millions(PotGroup.WITH_WEIGHTS.cycles(run)),
                            millions(PotGroup.ATTENTION.cycles(run)),
                            millions(PotGroup.POINTWISE.cycles(run)),
                            millions(run.result().cycles()),
                            number("%.2f", run.result().latencySeconds() * 1e3),
                            number("%.3f", run.result().energyJoules() * 1e3)));
        }
        return table.text();
    }

    private String breakdown() {
        List<String> header = new ArrayList<>();
        header.add("component");
        SequencedSet<String> components = new LinkedHashSet<>();
        for (Run run : runs.all()) {
            header.add(run.label());
            components.addAll(run.result().energyJoulesByComponent().keySet());
        }
        List<String> ordered = new ArrayList<>(components);
        ordered.sort(null);
        var table = new MarkdownRows(header);
        for (String component : ordered) {
            List<String> cells = new ArrayList<>();
            cells.add(component);
            for (Run run : runs.all()) {
                Double joules = run.result().energyJoulesByComponent().get(component);
                cells.add(joules == null ? "" : number("%.3f", joules * 1e3));
            }
            table.row(cells);
        }
        List<String> all = new ArrayList<>();
        all.add("**all**");
        runs.all().forEach(run -> all.add(number("%.3f", run.result().energyJoules() * 1e3)));
        table.row(all);
        return table.text();
    }

    /// Sums over the layers that have one bottleneck in the baseline.
    private static final class Held {
        private int layers;
        private long macs;
        private long int8;
        private long int4;
        private long pot4;
    }

    private String bottlenecks() {
        Map<String, Held> groups = new LinkedHashMap<>();
        List<LayerResult> baseline = runs.int8().result().layers();
        for (PotGroup group : PotGroup.values()) {
            for (int index = 0; index < baseline.size(); index++) {
                LayerResult layer = baseline.get(index);
                if (PotGroup.of(layer.layer()) == group && layer.cost().cycles() > 0) {
                    String key = group.label() + ", " + layer.cost().bottleneck();
                    Held held = groups.computeIfAbsent(key, ignored -> new Held());
                    held.layers++;
                    if (layer.layer() instanceof Contraction contraction) {
                        held.macs += contraction.nest().macs();
                    }
                    held.int8 += layer.cost().cycles();
                    held.int4 += cycles(runs.int4(), index);
                    held.pot4 += cycles(runs.pot4(), index);
                }
            }
        }
        var table =
                new MarkdownRows(
                        List.of(
                                "layers, bottleneck",
                                "layers",
                                "MACs, %",
                                "int8 array, w8a8",
                                "int8 array, w4a8",
                                "PoT-4 array",
                                "faster than w8a8",
                                "than w4a8"));
        groups.forEach((key, held) ->
                table.row(
                        List.of(
                                key,
                                Integer.toString(held.layers),
                                held.macs == 0
                                        ? ""
                                        : number("%.1f", 100.0 * held.macs / runs.network().macs()),
                                number("%.3f", held.int8 * 1e-6),
                                number("%.3f", held.int4 * 1e-6),
                                number("%.3f", held.pot4 * 1e-6),
                                number("%.2f ×", (double) held.int8 / held.pot4),
                                number("%.2f ×", (double) held.int4 / held.pot4))));
        return table.text() + memoryBound(groups);
    }

    /// What layers with weights that wait for the outermost memory gain, and from what.
    private String memoryBound(Map<String, Held> groups) {
        String outer = runs.int8().result().accelerator().memories().getFirst().name();
        Held held = groups.get(PotGroup.WITH_WEIGHTS.label() + ", " + outer);
        if (held == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "Layers with weights that wait for `%s` become %.2f times as fast by narrower"
                        + " weights alone, %.2f times more by the rest; pointwise layers that wait"
                        + " for it gain nothing.%n%n",
                outer,
                (double) held.int8 / held.int4,
                (double) held.int4 / held.pot4);
    }

    private static long cycles(Run run, int layer) {
        return run.result().layers().get(layer).cost().cycles();
    }

    private static String millions(long cycles) {
        return number("%.3f", cycles * 1e-6);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
