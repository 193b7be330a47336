package bitwright.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reports of one model side by side; ratios are to the first.
///
/// @param model the network's name
/// @param columns one for each report, at least two
/// @param layers of the first report, in its order, that all others have too
public record SideBySide(String model, List<Column> columns, List<Line> layers) {
    public SideBySide {
        columns = List.copyOf(columns);
        layers = List.copyOf(layers);
    }

    /// What one report says of the whole network.
    ///
    /// @param name how the column is called
    /// @param areaSquareMicrometres as far as the machine's file states it; null where it does not
    /// @param loss of its plan; null without one
    /// @param integerTop1 null where no labelled images were run
    /// @param bottleneck the resource with the most busy cycles
    /// @param bottleneckShare of all cycles, in which it is busy
    /// @param formats layers by precision's short name
    public record Column(
            String name,
            String machine,
            double latencySeconds,
            long cycles,
            double energyJoules,
            long weightBits,
            @Nullable Double areaSquareMicrometres,
            @Nullable Double loss,
            @Nullable Double integerTop1,
            String bottleneck,
            double bottleneckShare,
            Map<String, Integer> formats) {
        public Column {
            formats = Checked.ordered("columns.formats", formats);
        }

        /// Energy times latency, in joule seconds.
        public double energyDelayJouleSeconds() {
            return energyJoules * latencySeconds;
        }
    }

    /// One layer in every report.
    ///
    /// @param seconds its latency, by column
    public record Line(String name, String op, List<Double> seconds) {
        public Line {
            seconds = List.copyOf(seconds);
        }
    }

    /// Puts reports side by side.
    ///
    /// @param reports by the name of their column, at least two
    /// @throws IllegalArgumentException if there are fewer, or they are not of one model; the
    ///   message is one line
    public static SideBySide of(Map<String, Report> reports) {
        if (reports.size() < 2) {
            throw new IllegalArgumentException("a comparison needs at least two reports.");
        }
        Report first = reports.values().iterator().next();
        List<Column> columns = new ArrayList<>();
        reports.forEach((name, report) -> {
            requireSameModel(reports.keySet().iterator().next(), first, name, report);
            columns.add(column(name, report));
        });
        return new SideBySide(first.model().name(), columns, lines(first, reports));
    }

    private static void requireSameModel(
            String firstName, Report first, String name, Report report) {
        if (!report.model().name().equals(first.model().name())
                || report.model().macs() != first.model().macs()) {
            throw new IllegalArgumentException(
                    name
                            + " is of "
                            + PlainText.oneLine(report.model().name())
                            + " ("
                            + Units.count(report.model().macs())
                            + " MACs), "
                            + firstName
                            + " of "
                            + PlainText.oneLine(first.model().name())
                            + " ("
                            + Units.count(first.model().macs())
                            + " MACs). Compare reports of one model and batch.");
        }
    }

    private static Column column(String name, Report report) {
        Report.Totals totals = report.totals();
        String bottleneck = "";
        long most = 0;
        for (Map.Entry<String, Long> resource : totals.busyCycles().entrySet()) {
            if (resource.getValue() > most) {
                most = resource.getValue();
                bottleneck = resource.getKey();
            }
        }
        Map<String, Double> areas = report.machine().areaSquareMicrometres();
        return new Column(
                name,
                report.machine().name(),
                totals.latencySeconds(),
                totals.cycles(),
                totals.energyJoules(),
                totals.weightBits(),
                areas.isEmpty()
                        ? null
                        : areas.values().stream().mapToDouble(Double::doubleValue).sum(),
                report.plan() == null ? null : loss(report),
                report.accuracy() == null ? null : report.accuracy().integerTop1(),
                bottleneck,
                Sentences.share((double) most, (double) totals.cycles()),
                formats(report));
    }

    /// The sum over the layers: the plan's objective may be another measure.
    private static @Nullable Double loss(Report report) {
        double sum = 0;
        boolean known = false;
        for (Report.LayerRow layer : report.layers()) {
            Double loss = layer.loss();
            if (loss != null) {
                sum += loss;
                known = true;
            }
        }
        return known ? sum : null;
    }

    private static Map<String, Integer> formats(Report report) {
        Map<String, Integer> formats = new TreeMap<>();
        for (Report.LayerRow layer : report.layers()) {
            if (layer.macs() > 0) {
                formats.merge(layer.precision(), 1, Integer::sum);
            }
        }
        return formats;
    }

    private static List<Line> lines(Report first, Map<String, Report> reports) {
        List<Map<String, Double>> seconds = new ArrayList<>();
        for (Report report : reports.values()) {
            Map<String, Double> byLayer = new LinkedHashMap<>();
            report.layers()
                    .forEach(layer ->
                            byLayer.put(
                                    layer.name(),
                                    layer.cycles() / (double) report.machine().clockHz()));
            seconds.add(byLayer);
        }
        List<Line> lines = new ArrayList<>();
        for (Report.LayerRow layer : first.layers()) {
            List<Double> each = new ArrayList<>();
            for (Map<String, Double> byLayer : seconds) {
                Double latency = byLayer.get(layer.name());
                if (latency != null) {
                    each.add(latency);
                }
            }
            if (each.size() == seconds.size()) {
                lines.add(new Line(layer.name(), layer.op(), each));
            }
        }
        return lines;
    }

    /// Rows for a report's table of machines.
    public List<Report.MachineRow> machineRows() {
        return columns.stream()
                .map(column ->
                        new Report.MachineRow(
                                column.name(),
                                column.cycles(),
                                column.latencySeconds(),
                                column.energyJoules(),
                                column.weightBits(),
                                column.loss(),
                                null,
                                column.integerTop1(),
                                column.formats()))
                .toList();
    }
}
