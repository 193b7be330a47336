package bitwright.cli;

import bitwright.cli.flow.AccumulatorRow;
import bitwright.kernels.reference.OverflowReport;
import bitwright.kernels.reference.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;

/// Which outputs overflow their accumulators, as a table and as JSON.
final class AccumulatorTable {
    private static final List<String> HEADER =
            List.of(
                    "layer",
                    "needs bits",
                    "outputs",
                    "overflowing",
                    "wrong",
                    "first",
                    "exact",
                    "register");

    private AccumulatorTable() {}

    static String text(Register register, List<AccumulatorRow> accumulators) {
        List<List<String>> rows = new ArrayList<>();
        for (AccumulatorRow row : accumulators) {
            OverflowReport report = row.overflow();
            boolean any = report.overflowing() > 0;
            rows.add(
                    List.of(
                            row.layer(),
                            Integer.toString(row.neededBits()),
                            number(report.outputs()),
                            number(report.overflowing()),
                            number(report.wrong()),
                            any ? Integer.toString(report.firstIndex()) : "-",
                            any ? Long.toString(report.firstExact()) : "-",
                            any ? Long.toString(report.firstHeld()) : "-"));
        }
        return "accumulators of "
                + register.bits()
                + " bits, overflow "
                + register.overflow().label()
                + "\n"
                + TextTable.of(HEADER, rows, 1);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// Adds an object for each row.
    static void addTo(ArrayNode array, List<AccumulatorRow> accumulators) {
        for (AccumulatorRow row : accumulators) {
            OverflowReport report = row.overflow();
            array.addObject()
                    .put("layer", row.layer())
                    .put("neededBits", row.neededBits())
                    .put("outputs", report.outputs())
                    .put("overflowing", report.overflowing())
                    .put("wrong", report.wrong())
                    .put("firstIndex", report.firstIndex())
                    .put("firstExact", report.firstExact())
                    .put("firstHeld", report.firstHeld());
        }
    }
}
