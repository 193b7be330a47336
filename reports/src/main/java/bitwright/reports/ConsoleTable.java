package bitwright.reports;

import bitwright.reports.Report.Accuracy;
import bitwright.reports.Report.Memory;
import bitwright.reports.Report.Plan;
import bitwright.reports.Report.Prediction;
import bitwright.reports.Report.Verification;
import java.util.ArrayList;
import java.util.List;

/// A report as text for a terminal: aligned tables and one-line facts, each ended by a line feed.
///
/// Layer names are made harmless: no control character of theirs reaches the terminal.
public final class ConsoleTable {
    private static final int NAME_WIDTH = 28;
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";

    private ConsoleTable() {}

    /// Everything: the plan, its outcome and the machines side by side.
    ///
    /// @param colour whether to use ANSI colours; without them the text is the same
    public static String text(Report report, boolean colour) {
        String machines = report.machines().isEmpty() ? "" : "\n" + machines(report, colour);
        return layers(report, colour) + "\n" + outcome(report, colour) + machines;
    }

    /// A row for each layer, the totals, which resources are busy, which components have the energy
    /// and the area, and what the outermost memory holds.
    public static String layers(Report report, boolean colour) {
        var lines = new ArrayList<String>();
        lines.add(
                style(
                        PlainText.oneLine(report.model().name())
                                + " on "
                                + PlainText.oneLine(report.machine().name()),
                        BOLD,
                        colour));
        addTable(lines, ReportTables.layers(report, NAME_WIDTH), colour);
        lines.add(style(Sentences.totals(report.totals()), BOLD, colour));
        if (!report.totals().busyCycles().isEmpty()) {
            lines.add(Sentences.busy(report.totals()));
        }
        if (!report.totals().energyJoulesByComponent().isEmpty()) {
            lines.add(Sentences.energy(report.totals()));
        }
        Memory memory = report.memory();
        if (memory != null) {
            String tone = memory.missingBits() == 0 ? "" : RED;
            lines.add(style(Sentences.memory(memory), tone, colour && memory.missingBits() > 0));
        }
        if (!report.machine().areaSquareMicrometres().isEmpty()) {
            lines.add(Sentences.area(report.machine().areaSquareMicrometres()));
        }
        return joined(lines);
    }

    /// Objective, bound and gap; the uniform precisions beside the plan; accuracy; verification.
    /// What the report does not have is left out.
    public static String outcome(Report report, boolean colour) {
        var lines = new ArrayList<String>();
        Plan plan = report.plan();
        if (plan != null) {
            addTable(lines, ReportTables.plans(report, plan), colour);
            String latency = Sentences.planLatency(report, plan);
            if (!latency.isEmpty()) {
                lines.add(latency);
            }
            lines.add(style(Sentences.solution(plan), plan.gap() == 0 ? GREEN : BOLD, colour));
            if (plan.otherDirection() != null) {
                lines.add(Sentences.otherDirection(plan.otherDirection()));
            }
        }
        Prediction prediction = report.prediction();
        if (prediction != null) {
            lines.add(Sentences.prediction(prediction));
        }
        Accuracy accuracy = report.accuracy();
        if (accuracy != null) {
            lines.add(Sentences.accuracy(accuracy));
            if (plan == null && !accuracy.uniform().isEmpty()) {
                lines.add("uniform formats: " + Sentences.uniformAccuracy(accuracy));
            }
        }
        Verification verification = report.verification();
        if (verification != null) {
            String tone = verification.mismatches() == 0 ? GREEN : RED;
            lines.add(style(Sentences.verification(verification), tone, colour));
        }
        return joined(lines);
    }

    /// The machines side by side.
    public static String machines(Report report, boolean colour) {
        var lines = new ArrayList<String>();
        addTable(lines, ReportTables.machines(report), colour);
        return joined(lines);
    }

    private static void addTable(List<String> lines, TextTable table, boolean colour) {
        List<String> text = table.lines();
        lines.add(style(text.getFirst(), BOLD, colour));
        lines.add(style(text.get(1), DIM, colour));
        lines.addAll(text.subList(2, text.size()));
    }

    private static String style(String text, String code, boolean colour) {
        return colour ? code + text + RESET : text;
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
