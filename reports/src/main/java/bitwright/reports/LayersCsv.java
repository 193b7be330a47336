package bitwright.reports;

import bitwright.reports.Report.LayerRow;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// `layers.csv`: a row for each layer, quoted as RFC 4180 says, lines ended by a line feed.
///
/// The columns are the keys of `layers[]` in `report.json` without `schedule`; a map becomes one
/// column for each of its keys (`busyCycles.NAME`; those of `arrayCounts` bear their own names). An
/// absent value is an empty cell. A text that a spreadsheet would take for a formula gets an
/// apostrophe in front.
public final class LayersCsv {
    private static final List<String> FIXED =
            List.of(
                    "name",
                    "op",
                    "macs",
                    "precision",
                    "unit",
                    "cycles",
                    "boundCycles",
                    "energyPicojoules",
                    "utilization",
                    "bottleneck",
                    "weightBits",
                    "loss",
                    "outerTrafficBits");

    private LayersCsv() {}

    /// The file's text.
    public static String text(Report report) {
        var resources = new LinkedHashSet<String>();
        var counts = new LinkedHashSet<String>();
        var components = new LinkedHashSet<String>();
        for (LayerRow layer : report.layers()) {
            counts.addAll(layer.arrayCounts().keySet());
            resources.addAll(layer.busyCycles().keySet());
            components.addAll(layer.energyPicojoulesByComponent().keySet());
        }
        var header = new ArrayList<>(FIXED);
        resources.forEach(name -> header.add("busyCycles." + name));
        header.addAll(counts);
        components.forEach(name -> header.add("energyPicojoulesByComponent." + name));
        var text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(header);
            for (LayerRow layer : report.layers()) {
                writer.writeRecord(cells(layer, resources, counts, components));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory can always be written.", impossible);
        }
        return text.toString();
    }

    private static List<String> cells(
            LayerRow layer,
            SequencedSet<String> resources,
            SequencedSet<String> counts,
            SequencedSet<String> components) {
        var cells = new ArrayList<String>();
        cells.add(noFormula(layer.name()));
        cells.add(noFormula(layer.op()));
        cells.add(Long.toString(layer.macs()));
        cells.add(noFormula(layer.precision()));
        cells.add(noFormula(layer.unit()));
        cells.add(Long.toString(layer.cycles()));
        cells.add(Long.toString(layer.boundCycles()));
        cells.add(Double.toString(layer.energyPicojoules()));
        cells.add(Double.toString(layer.utilization()));
        cells.add(noFormula(layer.bottleneck()));
        cells.add(Long.toString(layer.weightBits()));
        Double loss = layer.loss();
        cells.add(loss == null ? "" : loss.toString());
        cells.add(Long.toString(layer.outerTrafficBits()));
        for (String resource : resources) {
            Long busy = layer.busyCycles().get(resource);
            cells.add(busy == null ? "" : busy.toString());
        }
        for (String name : counts) {
            Double count = layer.arrayCounts().get(name);
            cells.add(count == null ? "" : plain(count));
        }
        for (String component : components) {
            Double energy = layer.energyPicojoulesByComponent().get(component);
            cells.add(energy == null ? "" : energy.toString());
        }
        return cells;
    }

    /// Whole numbers without a point.
    private static String plain(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static String noFormula(String text) {
        boolean risky = text.length() > 1 && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
        return risky ? "'" + text : text;
    }
}
