package bitwright.cli.flow;

import bitwright.precision.front.FrontSolver;
import bitwright.precision.front.ParetoFront;
import bitwright.precision.solver.Question;
import bitwright.precision.table.Measure;
import bitwright.reports.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Pareto front that a plan lies on, for its report.
final class PlanFront {
    /// Points that a chart and a reader can tell apart.
    private static final int MOST_POINTS = 60;

    /// A part of the range of the loss; what it leaves out nobody sees in a chart.
    private static final double TOLERANCE = 1e-6;

    private PlanFront() {}

    /// Loss against one cost, under the plan's other budgets; null where labels do not find it.
    static Report.@Nullable Front of(MachinePlan plan, String cost) {
        Map<String, Double> others = new LinkedHashMap<>(plan.maxima());
        others.remove(cost);
        Question question = plan.question().within(others).on(plan.table());
        return FrontSolver.byLabels(
                        plan.table(),
                        Measure.LOSS,
                        Measure.named(cost),
                        question.maxima(),
                        TOLERANCE)
                .map(front -> front(front, plan, cost))
                .orElse(null);
    }

    private static Report.Front front(ParetoFront front, MachinePlan plan, String cost) {
        List<ParetoFront.Point> all = front.points();
        int count = Math.min(MOST_POINTS, all.size());
        List<Report.FrontPoint> points = new ArrayList<>();
        for (int point = 0; point < count; point++) {
            int index = count == 1 ? 0 : (int) ((long) point * (all.size() - 1) / (count - 1));
            Map<String, String> choices = all.get(index).choices();
            points.add(
                    new Report.FrontPoint(
                            all.get(index).loss(),
                            PlanQuestion.peaks(all.get(index).costs()),
                            plan.plan().choices().keySet().stream()
                                    .map(layer -> choices.getOrDefault(layer, "-"))
                                    .toList()));
        }
        return new Report.Front(cost, all.size(), front.tolerance(), points);
    }
}
