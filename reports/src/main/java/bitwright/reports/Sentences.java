package bitwright.reports;

import bitwright.reports.Report.Accuracy;
import bitwright.reports.Report.LayerRow;
import bitwright.reports.Report.Memory;
import bitwright.reports.Report.OtherDirection;
import bitwright.reports.Report.Plan;
import bitwright.reports.Report.Prediction;
import bitwright.reports.Report.Totals;
import bitwright.reports.Report.Verification;
import java.util.Map;
import java.util.stream.Collectors;

/// The lines that the terminal and the Markdown file share, as plain text.
final class Sentences {
    private static final double WORTH_SAYING = 0.01;

    private Sentences() {}

    static String totals(Totals totals) {
        return "latency "
                + Units.seconds(totals.latencySeconds())
                + " ("
                + Units.count(totals.cycles())
                + " cycles) · energy "
                + Units.joules(totals.energyJoules())
                + " · weights "
                + Units.bits(totals.weightBits());
    }

    /// Resources that are busy for at least a hundredth of all cycles, the busiest first.
    static String busy(Totals totals) {
        return "busy cycles: "
                + totals.busyCycles().entrySet().stream()
                        .filter(entry -> entry.getValue() >= totals.cycles() * WORTH_SAYING)
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(entry ->
                                PlainText.oneLine(entry.getKey())
                                        + " "
                                        + Units.percent(share(entry.getValue(), totals.cycles())))
                        .collect(Collectors.joining(" · "));
    }

    /// What lies in the outermost memory, and by how much that is too small.
    static String memory(Memory memory) {
        return "memory "
                + PlainText.oneLine(memory.level())
                + ": weights "
                + Units.bits(memory.weightBits())
                + (memory.cacheBits() == 0 ? "" : " · cache " + Units.bits(memory.cacheBits()))
                + " · activations "
                + Units.bits(memory.activationBits())
                + " · of "
                + Units.bits(memory.capacityBits())
                + (memory.missingBits() == 0
                        ? ""
                        : ", " + Units.bits(memory.missingBits()) + " too few");
    }

    /// Components by their share of the energy, the greatest first.
    static String energy(Totals totals) {
        return "energy by component: " + shares(totals.energyJoulesByComponent());
    }

    /// The area that the machine's file states, the greatest component first.
    static String area(Map<String, Double> squareMicrometres) {
        return "area that is stated "
                + Units.squareMicrometres(sum(squareMicrometres))
                + ": "
                + shares(squareMicrometres);
    }

    private static String shares(Map<String, Double> amounts) {
        double sum = sum(amounts);
        return amounts.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(entry ->
                        PlainText.oneLine(entry.getKey())
                                + " "
                                + Units.percent(share(entry.getValue(), sum)))
                .collect(Collectors.joining(" · "));
    }

    private static double sum(Map<String, Double> amounts) {
        double sum = 0;
        for (double amount : amounts.values()) {
            sum += amount;
        }
        return sum;
    }

    static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /// What of the network's latency the plan's latency is; empty for a plan without one.
    static String planLatency(Report report, Plan plan) {
        if (!plan.costs().containsKey("latency")) {
            return "";
        }
        long cycles = 0;
        for (LayerRow layer : report.layers()) {
            cycles += layer.precision().equals("-") ? 0 : layer.cycles();
        }
        return "latency of contractions "
                + Units.seconds(cycles / (double) report.machine().clockHz())
                + " of "
                + Units.seconds(report.totals().latencySeconds())
                + " in all; costs and budgets of plans count contractions only";
    }

    static String solution(Plan plan) {
        return "objective "
                + Units.number(plan.objective())
                + " · bound "
                + Units.number(plan.bound())
                + " · gap "
                + gap(plan.gap())
                + " · "
                + PlainText.oneLine(plan.status())
                + " ("
                + PlainText.oneLine(plan.solver())
                + ")";
    }

    static String otherDirection(OtherDirection other) {
        return "least "
                + PlainText.oneLine(other.cost())
                + " with a loss of at most "
                + Units.number(other.lossLimit())
                + ": "
                + Units.number(other.objective())
                + " · bound "
                + Units.number(other.bound())
                + " · gap "
                + gap(other.gap());
    }

    static String prediction(Prediction prediction) {
        return "losses add up to "
                + Units.number(prediction.predicted())
                + " · measured "
                + PlainText.oneLine(prediction.change())
                + " of the whole plan "
                + Units.number(prediction.measured())
                + " · rank correlation over "
                + Units.count(prediction.plans())
                + " random plans "
                + Units.number(prediction.rankCorrelation())
                + " ("
                + Units.count(prediction.images())
                + " calibration images)";
    }

    static String accuracy(Accuracy accuracy) {
        return "top-1 on "
                + Units.count(accuracy.images())
                + " images: float "
                + Units.percent(accuracy.floatTop1())
                + " · integer "
                + Units.percent(accuracy.integerTop1())
                + " · same class "
                + Units.percent(accuracy.agreement());
    }

    /// Uniform precisions on the same images, or an empty text.
    static String uniformAccuracy(Accuracy accuracy) {
        return accuracy.uniform().entrySet().stream()
                .map(entry ->
                        PlainText.oneLine(entry.getKey()) + " " + Units.percent(entry.getValue()))
                .collect(Collectors.joining(" · "));
    }

    static String verification(Verification verification) {
        return "schedules executed "
                + Units.count(verification.schedulesExecuted())
                + " / values compared "
                + Units.count(verification.valuesCompared())
                + " / mismatches "
                + Units.count(verification.mismatches());
    }

    /// How many layers have each format: `7 × w4a8, 3 × w8a8`.
    static String formats(Map<String, Integer> formats) {
        return formats.entrySet().stream()
                .map(entry ->
                        Units.count(entry.getValue()) + " × " + PlainText.oneLine(entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    /// A gap for a table's cell.
    static String shortGap(double gap) {
        return gap == 0 ? "0" : Units.percent(gap);
    }

    /// A gap: 0 is said to be proven optimal.
    static String gap(double gap) {
        return gap == 0 ? "0 (proven optimal)" : Units.percent(gap);
    }
}
