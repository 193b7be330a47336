package bitwright.reports;

import bitwright.reports.SideBySide.Column;
import bitwright.reports.SideBySide.Line;
import bitwright.reports.TextTable.Align;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reports side by side for people and for programs.
public final class SideBySideText {
    /// The value of the JSON file's first key.
    public static final String FORMAT = "bitwright-comparison/1";

    private static final int NAME_WIDTH = 36;

    private SideBySideText() {}

    /// Two tables: measures of the whole network, and the layers that take longest in any column.
    ///
    /// @param layers most layers that are shown
    public static String table(SideBySide comparison, int layers) {
        var lines = new ArrayList<String>();
        lines.add(PlainText.oneLine(comparison.model()) + ", ratios to the first");
        lines.addAll(measures(comparison).lines());
        if (layers > 0 && !comparison.layers().isEmpty()) {
            lines.add("");
            lines.addAll(layers(comparison, layers).lines());
        }
        return String.join("\n", lines) + "\n";
    }

    private static TextTable measures(SideBySide comparison) {
        TextTable table = new TextTable().column("", Align.LEFT);
        comparison
                .columns()
                .forEach(column -> table.column(PlainText.oneLine(column.name()), Align.RIGHT));
        if (comparison.columns().stream().anyMatch(each -> !each.name().equals(each.machine()))) {
            words(table, comparison, "machine", column -> PlainText.oneLine(column.machine()));
        }
        numbers(table, comparison, "latency", Column::latencySeconds, Units::seconds);
        numbers(table, comparison, "energy", Column::energyJoules, Units::joules);
        numbers(
                table,
                comparison,
                "energy × latency, J·s",
                Column::energyDelayJouleSeconds,
                Units::number);
        numbers(
                table,
                comparison,
                "weights",
                column -> (double) column.weightBits(),
                bits -> Units.bits((long) bits));
        numbers(
                table,
                comparison,
                "area that is stated",
                Column::areaSquareMicrometres,
                Units::squareMicrometres);
        numbers(table, comparison, "loss", Column::loss, Units::number);
        numbers(table, comparison, "top-1", Column::integerTop1, Units::percent);
        words(table, comparison, "cycles", column -> Units.count(column.cycles()));
        words(
                table,
                comparison,
                "busiest",
                column ->
                        PlainText.oneLine(column.bottleneck())
                                + " "
                                + Units.percent(column.bottleneckShare()));
        words(table, comparison, "formats", column -> Sentences.formats(column.formats()));
        return table;
    }

    /// A row of numbers with their ratio to the first; left out where no column has one.
    private static void numbers(
            TextTable table,
            SideBySide comparison,
            String name,
            Function<Column, @Nullable Double> measure,
            DoubleFunction<String> unit) {
        var cells = new ArrayList<String>(List.of(name));
        Double first = measure.apply(comparison.columns().getFirst());
        boolean any = false;
        for (Column column : comparison.columns()) {
            Double value = measure.apply(column);
            any |= value != null;
            boolean itself = column == comparison.columns().getFirst();
            cells.add(value == null ? "" : unit.apply(value) + (itself ? "" : ratio(value, first)));
        }
        if (any) {
            table.row(cells);
        }
    }

    private static String ratio(double value, @Nullable Double first) {
        return first == null || first == 0
                ? ""
                : String.format(Locale.ROOT, " (%.2f ×)", value / first);
    }

    private static void words(
            TextTable table, SideBySide comparison, String name, Function<Column, String> word) {
        var cells = new ArrayList<String>(List.of(name));
        comparison.columns().forEach(column -> cells.add(word.apply(column)));
        table.row(cells);
    }

    private static TextTable layers(SideBySide comparison, int most) {
        TextTable table = new TextTable().column("layers that take longest", Align.LEFT);
        comparison
                .columns()
                .forEach(column -> table.column(PlainText.oneLine(column.name()), Align.RIGHT));
        comparison.layers().stream()
                .sorted(Comparator.comparingDouble(SideBySideText::longest).reversed())
                .limit(most)
                .forEach(line -> table.row(cells(line)));
        return table;
    }

    private static double longest(Line line) {
        return line.seconds().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static List<String> cells(Line line) {
        var cells = new ArrayList<String>();
        cells.add(PlainText.shortened(PlainText.oneLine(line.name()), NAME_WIDTH));
        for (int column = 0; column < line.seconds().size(); column++) {
            double seconds = Objects.requireNonNull(line.seconds().get(column));
            cells.add(
                    Units.seconds(seconds)
                            + (column == 0 ? "" : ratio(seconds, line.seconds().getFirst())));
        }
        return cells;
    }

    /// The comparison as indented JSON with a final line feed.
    public static String json(SideBySide comparison) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("model", comparison.model());
        root.put("columns", comparison.columns());
        root.put("layers", comparison.layers());
        return ReportJson.pretty(root);
    }
}
