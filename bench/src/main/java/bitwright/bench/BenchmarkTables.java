package bitwright.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The tables of the page: the targets with what was reached, and the figures behind them.
final class BenchmarkTables {
    private static final List<String> FORMATS = List.of("int8", "int4", "pot4");

    private final BenchmarkResults results;
    private final StringBuilder text = new StringBuilder();

    BenchmarkTables(BenchmarkResults results) {
        this.results = results;
        targets();
        products();
        contractions();
        networks();
        simulation();
        growth();
    }

    private void targets() {
        line("## Targets");
        line("");
        line("| what | measured | target | met |");
        line("|---|---|---|---|");
        OptionalDouble int8 = product("int8ByInt8");
        OptionalDouble fp32 = product("runtimeFp32");
        atLeast("int8 product, speed against ONNX Runtime's fp32 `MatMul`", fp32, int8, 0.85);
        atLeast(
                "int8 product, speed against its s8s8 `MatMulInteger`",
                product("runtimeS8s8"),
                int8,
                2);
        row(
                "int8 product, speed against its u8s8 `MatMulInteger`",
                ratio(product("runtimeU8s8"), int8),
                "stated",
                "");
        atLeast("4-bit product, speed against the int8 one", int8, product("int4ByInt4"), 1.5);
        atLeast("4-bit product, unsigned activations, likewise", int8, product("int4ByUint4"), 1.5);
        atLeast("PoT-4 × int8 product, speed against the int8 one", int8, product("pot4ByInt8"), 1);
        OptionalDouble ours = network("bitwright");
        atMost(
                "ResNet-50 shapes, w8a8, one image: time against ONNX Runtime's quantized network",
                ours,
                network("runtimeU8s8"),
                8);
        atMost("the same against its fp32 network", ours, network("runtimeFp32"), 2);
        OptionalDouble resident =
                results.greatest("residentMebibytes", "ResidentBenchmark.bitwright");
        resident.ifPresent(mebibytes ->
                row(
                        "the same, greatest resident size of the process",
                        format("%.0f MiB", mebibytes),
                        "below 1024 MiB",
                        met(mebibytes < 1024)));
        results.microseconds("FashionBenchmark.twoThreads")
                .ifPresent(time -> {
                    double rate = FashionBenchmark.IMAGES * 1e6 / time;
                    row(
                            "10,000 Fashion-MNIST images, ResNet-8, w8a8, two threads",
                            format("%.0f images/s", rate),
                            "at least 2000",
                            met(rate >= 2000));
                });
        results.microseconds("SimulationBenchmark.bound", "pot-array-16x16")
                .ifPresent(time ->
                        row(
                                "bound of a mapped layer on an array, one core",
                                format("%.2f million/s", 1 / time),
                                "at least 1 million/s",
                                met(time <= 1)));
        results.microseconds("EventBenchmark.resnet50")
                .ifPresent(time ->
                        row(
                                "events of ResNet-50 on a 32 × 32 array, one core",
                                format("%.3f s", time / 1e6),
                                "below 1 s",
                                met(time < 1e6)));
        atMost(
                "events of a product 100 × as deep in as many tiles: time",
                growth("6400"),
                growth("64"),
                2);
        line("");
        line(
                "A target is met if the median of this run meets it; runs on a busy machine differ by some percent.");
        line("");
    }

    private OptionalDouble growth(String depth) {
        return results.microseconds("GrowthBenchmark.events", depth);
    }

    private void products() {
        line("## Matrix product 1024 × 1024 × 1024, one thread");
        line("");
        line("| engine | operands (weights × activations) | GOPS | against ONNX Runtime fp32 |");
        line("|---|---|---|---|");
        productRow("Bitwright", "int8 × int8", "int8ByInt8");
        productRow("Bitwright", "PoT-4 × int8", "pot4ByInt8");
        productRow("Bitwright", "PoT-5 × int8", "pot5ByInt8");
        productRow("Bitwright", "int4 × int8", "int4ByInt8");
        productRow("Bitwright", "int4 × uint4", "int4ByUint4");
        productRow("Bitwright", "int4 × int4", "int4ByInt4");
        productRow("ONNX Runtime", "fp32", "runtimeFp32");
        productRow("ONNX Runtime", "s8s8", "runtimeS8s8");
        productRow("ONNX Runtime", "u8s8", "runtimeU8s8");
        line("");
    }

    private void productRow(String engine, String operands, String counter) {
        OptionalDouble time = product(counter);
        double operations = 2 * Math.pow(ProductBenchmark.SIZE, 3);
        time.ifPresent(micros ->
                row(
                        engine,
                        operands,
                        format("%.1f", operations / micros / 1000),
                        ratio(product("runtimeFp32"), time)));
    }

    private void contractions() {
        line("## Fast kernel against reference: convolutions of ResNet-8, 8-bit activations");
        line("");
        line(
                "| layer | weights | reference, µs an image | fast, µs an image | fast, GOPS | ratio |");
        line("|---|---|---|---|---|---|");
        for (BenchmarkLayer layer : BenchmarkLayer.values()) {
            for (String format : FORMATS) {
                var reference =
                        results.microseconds(
                                "ContractionBenchmark.reference", format, layer.name());
                var fast = results.microseconds("ContractionBenchmark.fast", format, layer.name());
                if (reference.isPresent() && fast.isPresent()) {
                    double each = fast.getAsDouble() / ContractionBenchmark.IMAGES;
                    row(
                            layer.name(),
                            format,
                            format("%.0f", reference.getAsDouble()),
                            format("%.1f", each),
                            format("%.1f", 2.0 * layer.nest().macs() / each / 1000),
                            format("%.0f ×", reference.getAsDouble() / each));
                }
            }
        }
        line("");
    }

    private void networks() {
        line("## Integer networks, one thread");
        line("");
        line("| network | arithmetic | ms an image | images/s |");
        line("|---|---|---|---|");
        for (String precision : List.of("w8a8", "w4a4", "pot4a8")) {
            results.microseconds("NetworkBenchmark.bitwright", precision)
                    .ifPresent(time ->
                            networkRow(
                                    "ResNet-8, Bitwright",
                                    precision,
                                    time / NetworkBenchmark.IMAGES));
        }
        network("bitwright")
                .ifPresent(time -> networkRow("ResNet-50 shapes, Bitwright", "w8a8", time));
        network("runtimeFp32")
                .ifPresent(time -> networkRow("ResNet-50 shapes, ONNX Runtime", "fp32", time));
        network("runtimeU8s8")
                .ifPresent(time -> networkRow("ResNet-50 shapes, ONNX Runtime", "u8s8", time));
        line("");
    }

    private void networkRow(String network, String arithmetic, double micros) {
        row(network, arithmetic, format("%.2f", micros / 1000), format("%.1f", 1e6 / micros));
    }

    private void simulation() {
        line("## Bound, simulation and mapping of one layer (256 to 256 channels, 3 × 3, 14 × 14)");
        line("");
        line("| machine | bound, µs | events, µs | mapping, ms |");
        line("|---|---|---|---|");
        for (String machine : List.of("pot-array-16x16", "hexagon-v66", "t4")) {
            var bound = results.microseconds("SimulationBenchmark.bound", machine);
            var events = results.microseconds("SimulationBenchmark.events", machine);
            var mapping = results.microseconds("SimulationBenchmark.mapping", machine);
            if (bound.isPresent() && events.isPresent() && mapping.isPresent()) {
                row(
                        machine,
                        format("%.2f", bound.getAsDouble()),
                        format("%.1f", events.getAsDouble()),
                        format("%.0f", mapping.getAsDouble() / 1000));
            }
        }
    }

    private void growth() {
        line("");
        line(
                "## Events of a product of 256 × 256 outputs in "
                        + GrowthBenchmark.TILES
                        + " tiles, by its depth");
        line("");
        line("| depth | million multiply-accumulates | events, µs |");
        line("|---|---|---|");
        for (String depth : List.of("64", "640", "6400")) {
            growth(depth)
                    .ifPresent(time ->
                            row(
                                    depth,
                                    format("%.0f", 256 * 256 * Double.parseDouble(depth) / 1e6),
                                    format("%.1f", time)));
        }
    }

    private void atLeast(String what, OptionalDouble theirs, OptionalDouble ours, double target) {
        if (theirs.isPresent() && ours.isPresent()) {
            double speed = theirs.getAsDouble() / ours.getAsDouble();
            row(
                    what,
                    format("%.2f ×", speed),
                    format("at least %s ×", plain(target)),
                    met(speed >= target));
        }
    }

    private void atMost(String what, OptionalDouble ours, OptionalDouble theirs, double target) {
        if (theirs.isPresent() && ours.isPresent()) {
            double time = ours.getAsDouble() / theirs.getAsDouble();
            row(
                    what,
                    format("%.2f ×", time),
                    format("at most %s ×", plain(target)),
                    met(time <= target));
        }
    }

    private OptionalDouble product(String counter) {
        return results.counted(counter, "ProductBenchmark.products");
    }

    private OptionalDouble network(String counter) {
        return results.counted(counter, "ResNetBenchmark.engines");
    }

    private static String ratio(OptionalDouble numerator, OptionalDouble denominator) {
        return numerator.isPresent() && denominator.isPresent()
                ? format("%.2f ×", numerator.getAsDouble() / denominator.getAsDouble())
                : "";
    }

    private static String plain(double target) {
        return target == Math.rint(target) ? format("%.0f", target) : String.valueOf(target);
    }

    private static String met(boolean isMet) {
        return isMet ? "yes" : "**no**";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
