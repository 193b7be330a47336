package bitwright.cli;

import bitwright.cli.ComponentAnchors.Row;
import bitwright.cli.flow.NetworkResult;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What GPUs were measured to do, beside what the model says.
final class GpuAnchors {
    private static final String HAWQ = "HAWQ-V3's repository, commit 1616df6";
    private static final String MISS = "; a miss; allowed error pinned after the fact";
    private static final String END_TO_END = "tvm-hawq-v3";
    private static final String KERNELS = "tvm-hawq-v3-kernels";

    /// HAWQ-V3's bits of ResNet18 at half of the budget of bit operations.
    private static final List<Integer> MIXED =
            List.of(8, 8, 8, 4, 8, 8, 8, 8, 4, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4);

    private GpuAnchors() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        kernels(rows);
        endToEnd(rows);
        products(rows);
        marlin(rows);
        return rows;
    }

    private static void kernels(List<Row> rows) {
        mean(
                rows,
                "T4, HAWQ-V3's 10 INT8 kernels of ResNet18, batch 8",
                10,
                HAWQ + "; fitted on these",
                "t4-int8");
        mean(
                rows,
                "T4, HAWQ-V3's 10 INT4 kernels of ResNet18, batch 8",
                15,
                HAWQ + "; fitted on these",
                "t4-int4");
        String derived =
                HAWQ + "; not fitted; derived: end to end less glue, first and last layer" + MISS;
        within(
                rows,
                "T4, sum of the 52 inner INT8 kernels of ResNet50 (ms)",
                5.445,
                inner("resnet50_v1", 8),
                20,
                derived);
        within(
                rows,
                "T4, sum of the 52 inner INT4 kernels of ResNet50 (ms)",
                3.145,
                inner("resnet50_v1", 4),
                20,
                derived);
    }

    private static double inner(String network, int bits) {
        return GpuMeasurements.innerMilliseconds(
                GpuMeasurements.hawq(network, KERNELS, List.of(bits)));
    }

    private static void endToEnd(List<Row> rows) {
        double eighteen = milliseconds("resnet18", List.of(8));
        double four = milliseconds("resnet18", List.of(4));
        double mixed = milliseconds("resnet18", MIXED);
        within(
                rows,
                "T4, ResNet18 end to end, INT8, batch 8 (ms)",
                3.3,
                eighteen,
                10,
                HAWQ + "; fitted on this row");
        within(rows, "T4, ResNet18 end to end, INT4, batch 8 (ms)", 2.2, four, 10, HAWQ);
        double fifty = milliseconds("resnet50_v1", List.of(8));
        double fiftyFour = milliseconds("resnet50_v1", List.of(4));
        within(rows, "T4, ResNet50 end to end, INT8, batch 8 (ms)", 8.5, fifty, 10, HAWQ);
        within(rows, "T4, ResNet50 end to end, INT4, batch 8 (ms)", 5.8, fiftyFour, 10, HAWQ);
        within(rows, "T4, ResNet50, INT4 over INT8 (speed-up)", 1.45, fifty / fiftyFour, 5, HAWQ);
        within(
                rows,
                "T4, ResNet18, mixed plan of half the bit operations over INT8 (speed-up)",
                3.63 / 3.00,
                eighteen / mixed,
                5,
                HAWQ + "; the published bits of ResNet50's plan, 1.23, are not in our data");
    }

    private static double milliseconds(String network, List<Integer> bits) {
        NetworkResult result = GpuMeasurements.hawq(network, END_TO_END, bits);
        return 1e3 * result.latencySeconds();
    }

    private static void products(List<Row> rows) {
        String compass = "LLMCompass, ISCA 2024; its own model: 10.4 %";
        mean(
                rows,
                "A100, fp16 products M × 12288 × 12288, M = 64 to 32768",
                10,
                compass + "; three constants fitted on these",
                "a100-sweep");
        mean(
                rows,
                "A100, the 4 products of a GPT-3 layer, prefill, that are not in the sweep",
                10,
                compass + "; not fitted",
                "gpt3-prefill");
        mean(
                rows,
                "A100, the 6 products of a GPT-3 layer, decode: products of single rows with keys and values are slower than their traffic",
                16,
                compass + "; not fitted" + MISS,
                "gpt3-decode");
        mean(
                rows,
                "A100, these 10 products of a GPT-3 layer, prefill and decode",
                12,
                compass + "; not fitted" + MISS,
                "gpt3-prefill",
                "gpt3-decode");
        String deep = "DeepGEMM, first commit a6d97a1";
        mean(
                rows,
                "H800, fp8 products of DeepGEMM, M = 64 and 4096",
                10,
                deep + "; fitted on these",
                "h800-m64",
                "h800-m4096");
        mean(
                rows,
                "H800, fp8 products of DeepGEMM, M = 128",
                10,
                deep + "; not fitted",
                "h800-m128");
        double sum = 0;
        List<String[]> best = GpuMeasurements.cells("gpu-best-products.csv");
        for (String[] cells : best) {
            double expected = Double.parseDouble(cells[2]);
            double obtained = GpuMeasurements.bestTeraflops(cells[0], cells[1]);
            sum += Math.abs(obtained / expected - 1);
            within(
                    rows,
                    "Best achieved product, " + cells[0] + ", " + cells[1] + " (TFLOPS)",
                    expected,
                    obtained,
                    12,
                    "stas00, ml-engineering"
                            + switch (cells[0]) {
                                case "h100-sxm" ->
                                        "; the machine's fraction was fitted on its two rows";
                                case "a100-80" -> "; not fitted";
                                default -> "; not fitted; the fraction is the H100's";
                            }
                            + "; allowed error pinned after the fact");
        }
        rows.add(
                new Row(
                        "Best achieved products: mean absolute error, percent",
                        0,
                        100 * sum / best.size(),
                        10,
                        "%.1f",
                        "stas00, ml-engineering"));
    }

    private static double marlinSpeedUp(int batch) {
        LoopNest nest = LoopNest.matrixProduct(1, batch, 73728, 18432);
        return GpuMeasurements.microseconds("a10", "vendor-library", "fp16afp16", nest)
                / GpuMeasurements.microseconds("a10", "vendor-library", "int4g128afp16", nest);
    }

    private static void marlin(List<Row> rows) {
        double sum = 0;
        double first = 0;
        int crossover = 0;
        List<String[]> measured = GpuMeasurements.cells("gpu-marlin-a10.csv");
        for (String[] cells : measured) {
            int batch = Integer.parseInt(cells[0]);
            double speedUp = marlinSpeedUp(batch);
            first = batch == 1 ? speedUp : first;
            crossover = crossover == 0 && speedUp < first / 2 ? batch : crossover;
            sum += Math.abs(speedUp / Double.parseDouble(cells[1]) - 1);
        }
        rows.add(
                new Row(
                        "A10, first batch, of 1, 2, 4 … 128, at which Marlin's speed-up has halved",
                        128,
                        crossover,
                        64,
                        "%.0f",
                        "Marlin's assets/peak.png; within a factor of 2"));
        rows.add(
                new Row(
                        "A10, speed-up of Marlin by batch, 1 to 128: mean absolute error, percent",
                        0,
                        100 * sum / measured.size(),
                        15,
                        "%.1f",
                        "Marlin's assets/peak.png; no constant fitted, but the rows that dequantize at the full rate are assumed after this curve"));
    }

    private static void mean(
            List<Row> rows, String what, double allowed, String source, String... sets) {
        rows.add(
                new Row(
                        what + ": mean absolute error, percent",
                        0,
                        GpuMeasurements.meanErrorPercent(sets),
                        allowed,
                        "%.1f",
                        source));
    }

    private static void within(
            List<Row> rows,
            String what,
            double expected,
            double obtained,
            double percent,
            String source) {
        rows.add(
                new Row(
                        what,
                        expected,
                        obtained,
                        expected * percent / 100,
                        expected < 100 ? "%.3f" : "%.1f",
                        String.format(
                                Locale.ROOT,
                                "%s; %+.1f %%",
                                source,
                                100 * (obtained / expected - 1))));
    }
}
