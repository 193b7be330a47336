package bitwright.reports;

import bitwright.reports.Report.Accuracy;
import bitwright.reports.Report.Anchor;
import bitwright.reports.Report.Bottleneck;
import bitwright.reports.Report.Comparison;
import bitwright.reports.Report.Coupling;
import bitwright.reports.Report.Front;
import bitwright.reports.Report.FrontPoint;
import bitwright.reports.Report.LayerRow;
import bitwright.reports.Report.Machine;
import bitwright.reports.Report.MachineRow;
import bitwright.reports.Report.Memory;
import bitwright.reports.Report.MemoryLevel;
import bitwright.reports.Report.Model;
import bitwright.reports.Report.OtherDirection;
import bitwright.reports.Report.Plan;
import bitwright.reports.Report.Provenance;
import bitwright.reports.Report.Roofline;
import bitwright.reports.Report.Tile;
import bitwright.reports.Report.Totals;
import bitwright.reports.Report.UniformRow;
import bitwright.reports.Report.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Made-up reports in realistic proportions. Their numbers are drawn from a seeded generator and
/// say nothing about any machine.
final class Samples {
    private static final List<String> FORMATS = List.of("w4a4", "w4a8", "w8a8", "pot4a8");
    private static final List<String> HOSTILE =
            List.of(
                    "</script><script>alert(1)</script>",
                    "a \"quoted\", name",
                    "line one\nline two\r\nline three",
                    "=cmd|' /C calc'!A0",
                    "| pipe | `tick` *star* [link](http://example.org) <b>",
                    "\u001b[31mred\u001b[0m \u202egnp.exe",
                    "<!-- comment \\ ' & \u2028",
                    "-");

    private Samples() {}

    /// A report of a ResNet-8: ten contractions and the pointwise layers between them.
    static Report resnet8() {
        var layers = new ArrayList<LayerRow>();
        var random = new SplittableRandom(8);
        layers.add(contraction("/conv1/Conv", 112_896, 1_152, random));
        for (int stage = 1; stage <= 3; stage++) {
            long macs = 1_806_336;
            long bits = 18_432L << (2 * stage - 2);
            String block = "/stage" + stage + "/";
            layers.add(
                    contraction(block + "conv1/Conv", macs / (stage == 1 ? 1 : 2), bits, random));
            layers.add(contraction(block + "conv2/Conv", macs, bits * 2, random));
            if (stage > 1) {
                layers.add(contraction(block + "shortcut/Conv", macs / 9, bits / 9, random));
            }
            layers.add(pointwise(block + "Add", "Add", random));
            layers.add(pointwise(block + "Relu", "Relu", random));
        }
        layers.add(pointwise("/pool/GlobalAveragePool", "GlobalAveragePool", random));
        layers.add(contraction("/fc/Gemm", 640, 5_120, random));
        return report("fashion-resnet8", layers);
    }

    /// A report of 60 contractions with the long names of exported networks.
    static Report sixtyLayers() {
        return encoder(60);
    }

    /// The same with 400.
    static Report fourHundredLayers() {
        return encoder(400);
    }

    private static Report encoder(int count) {
        var layers = new ArrayList<LayerRow>();
        var random = new SplittableRandom(count);
        for (int index = 0; index < count; index++) {
            String name =
                    "/encoder/layers/encoder_layer_"
                            + index / 5
                            + "/mlp/linear_"
                            + index % 5
                            + "/MatMul";
            long macs = 1L << (14 + random.nextInt(14));
            layers.add(contraction(name, macs, macs / 49 * 8, random));
        }
        return report("vit_b_16", layers);
    }

    /// Layer names that try to break out of every format.
    static Report hostile() {
        var layers = new ArrayList<LayerRow>();
        var random = new SplittableRandom(666);
        for (String name : HOSTILE) {
            layers.add(contraction(name, 4_096, 1_024, random));
        }
        return report(HOSTILE.get(0) + HOSTILE.get(5), layers);
    }

    /// The least that a report can be: no layer, plan, verification, accuracy or other machine.
    static Report least() {
        Report full = resnet8();
        return new Report(
                new Provenance("0", "bitwright inspect", 0, Map.of(), Map.of()),
                new Model("empty", 0, 0, 0),
                new Machine(
                        "none", 1, List.of(), List.of(), Map.of(), List.of(), List.of(), List.of()),
                new Totals(0, 0, 0, 0, null, Map.of(), Map.of(), Map.of()),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                full.machines().subList(0, 0),
                List.of());
    }

    private static LayerRow contraction(
            String name, long macs, long weightBits, SplittableRandom random) {
        String format = FORMATS.get(random.nextInt(FORMATS.size()));
        long compute = Math.max(1, macs / 256 + random.nextLong(2_000));
        long memory = weightBits / 64 + random.nextLong(4_000);
        long bound = Math.max(compute, memory);
        long cycles = bound + random.nextLong(600);
        Map<String, Long> busy = ordered("array", compute, "dram", memory, "overhead", 40L);
        long waits = Math.max(0, cycles - compute);
        Map<String, Long> causes =
                ordered("array", cycles - waits, "dram", waits / 2, "overhead", waits - waits / 2);
        double energy = macs * 0.031 + weightBits * 1.3;
        Map<String, Double> components =
                ordered(
                        "array adder",
                        macs * 0.02,
                        "array shifter",
                        macs * 0.011,
                        "sram",
                        weightBits * 0.2,
                        "dram",
                        weightBits * 1.0,
                        "sram leakage",
                        weightBits * 0.1);
        return new LayerRow(
                name,
                name.endsWith("/Gemm") ? "Gemm" : "Conv",
                List.of(),
                macs,
                format,
                "shift-array",
                cycles,
                bound,
                energy,
                macs / (256.0 * cycles),
                compute > memory ? "array" : "dram",
                weightBits,
                random.nextDouble() * 0.02 - 0.001,
                weightBits + macs / 64,
                causes,
                busy,
                ordered("dram", 500_000 + macs % 300_000, "sram", 2 * weightBits),
                components,
                ordered("total_cycles", (double) cycles, "mapping_eff_pct", 87.5),
                """
                unit shift-array
                keep weight in sram
                for oy 28
                  for k %d
                    spread c 16 rows
                    spread ox 16 columns
                      issue %s
                """
                        .formatted(1 + macs % 7, name.startsWith("/") ? "mac" : name),
                List.of(new Tile("weight", "sram", weightBits / 4, weightBits, 2)));
    }

    private static LayerRow pointwise(String name, String op, SplittableRandom random) {
        long cycles = 200 + random.nextLong(300);
        return new LayerRow(
                name,
                op,
                List.of(),
                0,
                "-",
                "shift-array",
                cycles,
                cycles - 100,
                cycles * 0.9,
                0,
                "sram",
                0,
                null,
                cycles * 64,
                ordered("dram", cycles),
                ordered("sram", cycles - 100),
                ordered("dram", 500_000 + cycles),
                ordered("array pointwise", cycles * 0.2, "sram", cycles * 0.7),
                Map.of(),
                "",
                List.of());
    }

    /// Each layer reads what the one before it writes.
    private static List<LayerRow> chained(List<LayerRow> layers) {
        var chained = new ArrayList<LayerRow>();
        for (LayerRow layer : layers) {
            List<String> inputs = chained.isEmpty() ? List.of() : List.of(chained.getLast().name());
            chained.add(
                    new LayerRow(
                            layer.name(),
                            layer.op(),
                            inputs,
                            layer.macs(),
                            layer.precision(),
                            layer.unit(),
                            layer.cycles(),
                            layer.boundCycles(),
                            layer.energyPicojoules(),
                            layer.utilization(),
                            layer.bottleneck(),
                            layer.weightBits(),
                            layer.loss(),
                            layer.outerTrafficBits(),
                            layer.cyclesByCause(),
                            layer.busyCycles(),
                            layer.residentBits(),
                            layer.energyPicojoulesByComponent(),
                            layer.arrayCounts(),
                            layer.schedule(),
                            layer.tiles()));
        }
        return chained;
    }

    private static Report report(String model, List<LayerRow> rows) {
        List<LayerRow> layers = chained(rows);
        var formats = new LinkedHashMap<String, Integer>();
        var choices = new LinkedHashMap<String, String>();
        for (LayerRow layer : layers) {
            if (!layer.precision().equals("-")) {
                formats.merge(layer.precision(), 1, Integer::sum);
                choices.put(layer.name(), layer.precision());
            }
        }
        var others = new LinkedHashMap<>(choices);
        others.replaceAll((name, format) -> name.hashCode() % 3 == 0 ? "w4a4" : format);
        long cycles = sum(layers, LayerRow::cycles);
        long weightBits = sum(layers, LayerRow::weightBits);
        double joules = total(layers, LayerRow::energyPicojoules) * 1e-12;
        double seconds = cycles / 250e6;
        var busy = new LinkedHashMap<String, Long>();
        var components = new LinkedHashMap<String, Double>();
        var causes = new LinkedHashMap<String, Long>();
        for (LayerRow layer : layers) {
            layer.cyclesByCause().forEach((name, count) -> causes.merge(name, count, Long::sum));
            layer.busyCycles().forEach((name, count) -> busy.merge(name, count, Long::sum));
            layer.energyPicojoulesByComponent()
                    .forEach((name, energy) -> components.merge(name, energy * 1e-12, Double::sum));
        }
        double loss = total(layers, layer -> layer.loss() == null ? 0 : layer.loss());
        double kib = weightBits / 8192.0;
        return new Report(
                new Provenance(
                        "0.1.0",
                        "bitwright plan models/" + model + ".onnx --seed 1",
                        1,
                        ordered("calibrationImages", "256", "rounding", "HALF_EVEN"),
                        ordered("model.onnx", "0f".repeat(32), "machine.yaml", "a1".repeat(32))),
                new Model(model, layers.size(), sum(layers, LayerRow::macs), 77_754),
                new Machine(
                        "sample-array-16x16",
                        250_000_000,
                        List.of("shift-array"),
                        List.of(
                                new MemoryLevel("dram", 1L << 20),
                                new MemoryLevel("sram", 1L << 19)),
                        ordered(
                                "array adder",
                                12_345.6,
                                "array shifter",
                                23_456.7,
                                "sram",
                                987_654.0),
                        List.of("Leakage is not modelled.", "DRAM energy is an assumption."),
                        List.of(
                                new Roofline("shift-array", "w4a8", 256, 64),
                                new Roofline("shift-array", "w8a8", 128, 64)),
                        List.of(
                                new Anchor(
                                        "A chip, ms",
                                        "16.5",
                                        "15.9",
                                        "-3.7 %",
                                        "10 %",
                                        "a paper, table 5"))),
                new Totals(
                        cycles,
                        seconds,
                        joules,
                        weightBits,
                        new Bottleneck("array", cycles / 2, 0.5),
                        causes,
                        busy,
                        components),
                new Memory("dram", 1L << 20, weightBits, 100_352, 0, 0),
                layers,
                new Plan(
                        "loss",
                        loss,
                        loss * 0.998,
                        0.002,
                        "feasible",
                        "a solver 9.15",
                        loss,
                        ordered("latency", seconds * 1.1, "size", kib * 1.2),
                        ordered("latency", seconds, "size", kib),
                        choices,
                        List.of(
                                uniform("w8a8", loss * 0.5, seconds * 1.3, kib * 1.4, false),
                                uniform("w4a8", loss * 2.1, seconds * 0.8, kib * 0.7, true)),
                        new OtherDirection(
                                "latency", loss * 1.5, seconds * 0.9, seconds * 0.9, 0, others),
                        List.of(
                                new Coupling(
                                        "activations",
                                        List.copyOf(choices.keySet())
                                                .subList(0, Math.min(3, choices.size())),
                                        "they read the same tensor")),
                        new Front(
                                "latency",
                                7,
                                0,
                                List.of(
                                        point(loss * 2, seconds * 0.8, kib, choices, "w4a4"),
                                        new FrontPoint(
                                                loss,
                                                ordered("latency", seconds, "size", kib),
                                                List.copyOf(choices.values())),
                                        point(loss / 2, seconds * 1.3, kib, choices, "w8a8")))),
                new Report.Prediction("divergence", loss, loss * 1.1, 24, 0.9375, 128),
                new Verification(layers.size(), 1_234_567, 0),
                new Accuracy(
                        10_000, 0.9279, 0.9265, 0.9873, ordered("w8a8", 0.9278, "w4a8", 0.9101)),
                List.of(
                        row(
                                "sample-array-16x16",
                                cycles,
                                seconds,
                                joules,
                                weightBits,
                                loss,
                                formats),
                        row(
                                "a-dsp",
                                cycles * 3,
                                seconds * 2,
                                joules * 4,
                                weightBits * 2,
                                loss / 2,
                                formats),
                        row(
                                "a-gpu",
                                cycles / 4,
                                seconds / 9,
                                joules * 22,
                                weightBits * 2,
                                null,
                                formats)),
                List.of(
                        new Comparison("all w8a8", ordered("latency", 1.3, "size", 1.4)),
                        new Comparison("all w4a8", ordered("latency", 0.8, "size", 0.7)),
                        new Comparison("a-dsp", ordered("latency", 2.0, "energy", 4.0)),
                        new Comparison("a-gpu", ordered("latency", 1 / 9.0, "energy", 22.0))));
    }

    private static FrontPoint point(
            double loss, double seconds, double kib, Map<String, String> choices, String all) {
        return new FrontPoint(
                loss,
                ordered("latency", seconds, "size", kib),
                choices.values().stream().map(choice -> all).toList());
    }

    private static UniformRow uniform(
            String format, double loss, double seconds, double kib, boolean feasible) {
        return new UniformRow(format, loss, ordered("latency", seconds, "size", kib), feasible);
    }

    private static MachineRow row(
            String machine,
            long cycles,
            double seconds,
            double joules,
            long bits,
            @Nullable Double loss,
            Map<String, Integer> formats) {
        Double gap = loss == null ? null : 0.0;
        Double top1 = loss == null ? null : 0.9265;
        return new MachineRow(machine, cycles, seconds, joules, bits, loss, gap, top1, formats);
    }

    private static long sum(List<LayerRow> layers, ToLongFunction<LayerRow> value) {
        return layers.stream().mapToLong(value).sum();
    }

    private static double total(List<LayerRow> layers, ToDoubleFunction<LayerRow> value) {
        double total = 0;
        for (LayerRow layer : layers) {
            total += value.applyAsDouble(layer);
        }
        return total;
    }

    @SuppressWarnings("unchecked")
    private static <V> Map<String, V> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, V>();
        for (int index = 0; index < pairs.length; index += 2) {
            map.put((String) pairs[index], (V) pairs[index + 1]);
        }
        return map;
    }
}
