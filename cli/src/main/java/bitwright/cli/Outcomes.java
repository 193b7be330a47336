package bitwright.cli;

import bitwright.cli.flow.Answer;
import bitwright.reports.ConsoleTable;
import bitwright.reports.ReportFolder;
import bitwright.reports.ReportJson;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes and prints what a planning run gave.
final class Outcomes {
    private Outcomes() {}

    /// @return the exit code
    static int finish(
            PlanningRun run,
            PlanningRun.Outcome outcome,
            @Nullable Path output,
            CommonOptions common) {
        Terminal terminal = common.terminal();
        if (output != null) {
            ReportFolder.write(outcome.report(), run.seconds(), run.companions(), output);
        }
        if (common.json) {
            terminal.result(ReportJson.text(outcome.report()).stripTrailing());
        } else {
            terminal.table(ConsoleTable.text(outcome.report(), terminal.colour()).stripTrailing());
            if (output != null) {
                terminal.table("report: " + output.resolve("report.html"));
            }
        }
        int code = 0;
        Answer answer = run.answer();
        if (answer != null) {
            if (!common.json) {
                terminal.table(
                        run.couplings() + TablePlan.unproven(answer) + TablePlan.priced(answer));
            }
            code = TablePlan.confirmed(answer, terminal);
        }
        for (String complaint : outcome.complaints()) {
            terminal.problem(complaint);
        }
        return outcome.complaints().isEmpty() ? code : Failures.INFEASIBLE_OR_MISMATCH;
    }
}
