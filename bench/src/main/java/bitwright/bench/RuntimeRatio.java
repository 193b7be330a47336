package bitwright.bench;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// Measures ONNX Runtime's products and convolutions in fp32 and in eight bits (unsigned
/// activations, signed weights, requantized outputs) on one thread of this processor, both in turn
/// in every round, and writes the medians as comma separated values.
///
/// `mvn -Pruntime-ratio -DskipTests verify -pl bench -am` writes the file that the validation
/// compares the machine `zen3-avx2` with.
final class RuntimeRatio {
    private static final Path FILE =
            Path.of("cli/src/test/resources/bitwright/cli/runtime-ratio.csv");
    private static final int ROUNDS = 25;
    private static final double ROUND_MICROSECONDS = 20_000;
    private static final float SCALE = 0.05f;

    /// A square image and filter; a product has a side of its rows by 1 and a filter of 1.
    private record Shape(
            String name, int groups, int outputs, int inputs, int rows, int side, int filter) {
        boolean isProduct() {
            return rows > 0;
        }
    }

    private static final List<Shape> SHAPES =
            List.of(
                    product("product 1024 x 1024 x 1024", 1024, 1024, 1024),
                    product("product 512 x 512 x 512", 512, 512, 512),
                    product("product 256 x 1024 x 4096", 256, 1024, 4096),
                    product("product 128 x 768 x 768", 128, 768, 768),
                    product("product 128 x 3072 x 768", 128, 3072, 768),
                    product("product 3136 x 64 x 576", 3136, 64, 576),
                    convolution("convolution 3 x 3, 64 to 64, 56 x 56", 1, 64, 64, 56, 3),
                    convolution("convolution 3 x 3, 128 to 128, 28 x 28", 1, 128, 128, 28, 3),
                    convolution("convolution 3 x 3, 256 to 256, 14 x 14", 1, 256, 256, 14, 3),
                    convolution("convolution 3 x 3, 512 to 512, 7 x 7", 1, 512, 512, 7, 3),
                    convolution("convolution 1 x 1, 64 to 256, 56 x 56", 1, 256, 64, 56, 1),
                    convolution("convolution 1 x 1, 256 to 1024, 14 x 14", 1, 1024, 256, 14, 1));

    private RuntimeRatio() {}

    private static Shape product(String name, int rows, int columns, int depth) {
        return new Shape(name, 1, columns, depth, rows, 1, 1);
    }

    private static Shape convolution(
            String name, int groups, int outputs, int inputs, int side, int filter) {
        return new Shape(name, groups, outputs, inputs, 0, side, filter);
    }

    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion());
        lines.add(
                "# "
                        + processor()
                        + ", one thread, processor time, "
                        + LocalDate.now(ZoneOffset.UTC));
        lines.add("name,outputs,inputs,rows,side,filter,fp32 microseconds,int8 microseconds");
        for (Shape shape : SHAPES) {
            lines.add(measured(shape));
        }
        Files.write(FILE, lines, StandardCharsets.UTF_8);
    }

    private static String processor() throws IOException {
        Path information = Path.of("/proc/cpuinfo");
        if (!Files.exists(information)) {
            return System.getProperty("os.arch");
        }
        List<String> lines = Files.readAllLines(information);
        List<String> values = new ArrayList<>();
        for (String key : List.of("model name", "cpu family", "model\t", "stepping")) {
            lines.stream()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .ifPresent(line ->
                            values.add(key.strip() + line.substring(line.indexOf(':') + 1)));
        }
        return String.join(" ", values);
    }

    private static String measured(Shape shape) {
        long[] extents =
                shape.isProduct()
                        ? new long[] {shape.rows, shape.inputs}
                        : new long[] {1, shape.inputs, shape.side, shape.side};
        double[] floats = new double[ROUNDS];
        double[] codes = new double[ROUNDS];
        try (var real = new RuntimeSession(model(shape, true), OnnxJavaType.FLOAT, extents, 1);
                var quantized =
                        new RuntimeSession(model(shape, false), OnnxJavaType.UINT8, extents, 1)) {
            time(real);
            time(quantized);
            for (int round = 0; round < ROUNDS; round++) {
                floats[round] = time(real);
                codes[round] = time(quantized);
            }
        }
        return String.format(
                Locale.ROOT,
                "\"%s\",%d,%d,%d,%d,%d,%.1f,%.1f",
                shape.name,
                shape.outputs,
                shape.inputs,
                shape.rows,
                shape.side,
                shape.filter,
                median(floats),
                median(codes));
    }

    /// Processor time of one run, in microseconds.
    private static double time(RuntimeSession session) {
        double start = ProcessorTime.microseconds();
        int runs = 0;
        double spent = 0;
        while (spent < ROUND_MICROSECONDS) {
            session.run();
            runs++;
            spent = ProcessorTime.microseconds() - start;
        }
        return spent / runs;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static byte[] model(Shape shape, boolean real) {
        var graph = new OnnxGraph();
        DataType type = real ? DataType.FLOAT : DataType.UINT8;
        List<Integer> in =
                shape.isProduct()
                        ? List.of(shape.rows, shape.inputs)
                        : List.of(1, shape.inputs, shape.side, shape.side);
        List<Integer> out =
                shape.isProduct()
                        ? List.of(shape.rows, shape.outputs)
                        : List.of(1, shape.outputs, shape.side, shape.side);
        List<Integer> filter =
                shape.isProduct()
                        ? List.of(shape.inputs, shape.outputs)
                        : List.of(
                                shape.outputs,
                                shape.inputs / shape.groups,
                                shape.filter,
                                shape.filter);
        int count = filter.stream().reduce(1, Math::multiplyExact);
        graph.input("x", type, in);
        Map<String, ?> attributes =
                shape.isProduct()
                        ? Map.of()
                        : Map.of(
                                "group",
                                shape.groups,
                                "pads",
                                List.of(
                                        shape.filter / 2,
                                        shape.filter / 2,
                                        shape.filter / 2,
                                        shape.filter / 2));
        var random = new SplittableRandom(1);
        if (real) {
            float[] weights = new float[count];
            for (int index = 0; index < count; index++) {
                weights[index] = (float) random.nextDouble(-1, 1);
            }
            graph.node(
                    "",
                    shape.isProduct() ? "MatMul" : "Conv",
                    List.of("x", graph.floats("weights", filter, weights)),
                    "y",
                    attributes);
        } else {
            byte[] weights = new byte[count];
            random.nextBytes(weights);
            graph.floats("scale", List.of(), new float[] {SCALE});
            graph.constant("zero", DataType.UINT8, List.of(), new byte[1]);
            graph.constant("weights", DataType.INT8, filter, weights);
            graph.constant("middle", DataType.INT8, List.of(), new byte[1]);
            graph.node(
                    "",
                    shape.isProduct() ? "QLinearMatMul" : "QLinearConv",
                    List.of("x", "scale", "zero", "weights", "scale", "middle", "scale", "zero"),
                    "y",
                    attributes);
        }
        return graph.output("y", type, out).model();
    }
}
