package bitwright.reports;

import bitwright.reports.Report.Accuracy;
import bitwright.reports.Report.LayerRow;
import bitwright.reports.Report.Memory;
import bitwright.reports.Report.Plan;
import bitwright.reports.Report.Prediction;
import bitwright.reports.Report.Verification;
import java.util.Map;

/// `report.md`: the report as GitHub-flavoured Markdown. Names are escaped: they can neither break
/// a table nor smuggle in markup.
public final class ReportMarkdown {
    private static final String SPECIAL = "\\`*_{}[]<>#|~!&";

    private ReportMarkdown() {}

    /// The file's text.
    public static String text(Report report) {
        var text = new StringBuilder();
        line(text, "# " + cell(report.model().name() + " on " + report.machine().name()));
        line(text, cell(Sentences.totals(report.totals())));
        Memory memory = report.memory();
        if (memory != null) {
            line(text, cell(Sentences.memory(memory)));
        }
        Accuracy accuracy = report.accuracy();
        if (accuracy != null) {
            line(text, cell(Sentences.accuracy(accuracy)));
            if (!accuracy.uniform().isEmpty()) {
                line(text, "Uniform formats: " + cell(Sentences.uniformAccuracy(accuracy)));
            }
        }
        Verification verification = report.verification();
        if (verification != null) {
            line(text, cell(Sentences.verification(verification)));
        }
        Plan plan = report.plan();
        if (plan != null) {
            line(text, "## Plan");
            line(text, cell(Sentences.solution(plan)));
            if (plan.otherDirection() != null) {
                line(text, cell(Sentences.otherDirection(plan.otherDirection())));
            }
            Prediction prediction = report.prediction();
            if (prediction != null) {
                line(text, cell(Sentences.prediction(prediction)));
            }
            table(text, ReportTables.plans(report, plan));
            String latency = Sentences.planLatency(report, plan);
            if (!latency.isEmpty()) {
                line(text, cell(latency));
            }
        }
        line(text, "## Layers");
        table(text, ReportTables.layers(report, Integer.MAX_VALUE));
        if (!report.totals().busyCycles().isEmpty()) {
            line(text, "## Busy cycles by resource");
            table(text, ReportTables.resources(report.totals()));
        }
        if (!report.totals().energyJoulesByComponent().isEmpty()) {
            line(text, "## Energy and area by component");
            table(text, ReportTables.components(report));
        }
        if (!report.machines().isEmpty()) {
            line(text, "## Machines side by side");
            table(text, ReportTables.machines(report));
        }
        schedules(text, report);
        provenance(text, report);
        return text.toString().stripTrailing() + "\n";
    }

    private static void schedules(StringBuilder text, Report report) {
        if (report.layers().stream().allMatch(layer -> layer.schedule().isEmpty())) {
            return;
        }
        line(text, "## Schedules");
        for (LayerRow layer : report.layers()) {
            if (!layer.schedule().isEmpty()) {
                line(text, "### " + cell(layer.name()));
                layer.schedule()
                        .lines()
                        .forEach(step ->
                                text.append("    ").append(PlainText.oneLine(step)).append('\n'));
                text.append('\n');
            }
        }
    }

    private static void provenance(StringBuilder text, Report report) {
        line(text, "## Provenance");
        var provenance = report.provenance();
        line(text, "Bitwright " + cell(provenance.version()) + ", seed " + provenance.seed());
        line(text, PlainText.oneLine(provenance.command()).indent(4).stripTrailing());
        pairs(text, provenance.options());
        pairs(text, provenance.sha256());
        for (String note : report.machine().notes()) {
            text.append("- ").append(cell(note)).append('\n');
        }
    }

    private static void pairs(StringBuilder text, Map<String, String> pairs) {
        pairs.forEach((key, value) ->
                text.append("- ").append(cell(key)).append(": ").append(cell(value)).append('\n'));
        text.append(pairs.isEmpty() ? "" : "\n");
    }

    private static void table(StringBuilder text, TextTable table) {
        text.append(table.markdown(ReportMarkdown::cell)).append('\n');
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\n\n");
    }

    private static String cell(String plain) {
        var escaped = new StringBuilder(plain.length());
        for (char character : PlainText.oneLine(plain).toCharArray()) {
            if (SPECIAL.indexOf(character) >= 0) {
                escaped.append('\\');
            }
            escaped.append(character);
        }
        return escaped.toString();
    }
}
