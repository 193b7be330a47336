package bitwright.bench;

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

    /// Processor time of one run on one thread, in microseconds.
    record Times(double floats, double codes) {
        /// How much longer fp32 takes.
        double ratio() {
            return floats / codes;
        }
    }

    private RuntimeRatio() {}

    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion());
        lines.add(
                "# "
                        + processor()
                        + ", one thread, processor time, "
                        + LocalDate.now(ZoneOffset.UTC));
        lines.add("name,outputs,inputs,rows,side,filter,fp32 microseconds,int8 microseconds");
        for (RatioShape shape : RatioShape.ALL) {
            lines.add(line(shape));
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

    private static String line(RatioShape shape) {
        Times times = measured(shape, ROUNDS, ROUND_MICROSECONDS);
        return String.format(
                Locale.ROOT,
                "\"%s\",%d,%d,%d,%d,%d,%.1f,%.1f",
                shape.name(),
                shape.outputs(),
                shape.inputs(),
                shape.rows(),
                shape.side(),
                shape.filter(),
                times.floats,
                times.codes);
    }

    /// Medians over rounds, in each of which both models run in turn for at least so long.
    static Times measured(RatioShape shape, int rounds, double roundMicroseconds) {
        long[] extents = shape.extents();
        double[] floats = new double[rounds];
        double[] codes = new double[rounds];
        try (var real = new RuntimeSession(shape.model(true), OnnxJavaType.FLOAT, extents, 1);
                var quantized =
                        new RuntimeSession(shape.model(false), OnnxJavaType.UINT8, extents, 1)) {
            time(real, roundMicroseconds);
            time(quantized, roundMicroseconds);
            for (int round = 0; round < rounds; round++) {
                floats[round] = time(real, roundMicroseconds);
                codes[round] = time(quantized, roundMicroseconds);
            }
        }
        return new Times(median(floats), median(codes));
    }

    /// Processor time of one run, in microseconds.
    private static double time(RuntimeSession session, double roundMicroseconds) {
        double start = ProcessorTime.microseconds();
        int runs = 0;
        double spent = 0;
        while (spent < roundMicroseconds) {
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
}
