package bitwright.bench;

import ai.onnxruntime.OnnxJavaType;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.workload.Network;
import bitwright.workload.zoo.Zoo;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The shapes of ResNet-50 with drawn weights, one image on one thread: our integer network at
/// w8a8, and ONNX Runtime in floats and in its quantized operators, one after the other in every
/// call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 15, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class ResNetBenchmark {
    /// Elements of an image.
    static final int PIXELS = 3 * 224 * 224;

    private final float[] pixels = SeededNetwork.pixels(PIXELS);
    private @Nullable IntegerNetwork integer;
    private @Nullable RuntimeSession floats;
    private @Nullable RuntimeSession quantized;

    /// Processor time of each engine in an iteration.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Times {
        /// Calls in this iteration.
        public long calls;

        /// Our integer network.
        public double bitwright;

        /// ONNX Runtime in floats.
        public double runtimeFp32;

        /// ONNX Runtime in eight bits.
        public double runtimeU8s8;

        /// Begins an iteration.
        @Setup(Level.Iteration)
        public void begin() {
            calls = 0;
            bitwright = 0;
            runtimeFp32 = 0;
            runtimeU8s8 = 0;
        }
    }

    /// Quantizes the network and opens the sessions.
    @Setup
    public void prepare() {
        integer = SeededNetwork.integer(SeededNetwork.of("resnet50"), "w8a8");
        Network shapes = Zoo.network("resnet50", 1);
        floats = session(RuntimeModel.floats(shapes));
        quantized = session(RuntimeModel.quantized(shapes));
    }

    private static RuntimeSession session(byte[] model) {
        return new RuntimeSession(model, OnnxJavaType.FLOAT, new long[] {1, 3, 224, 224}, 1);
    }

    /// Closes the sessions.
    @TearDown
    public void close() {
        Objects.requireNonNull(floats).close();
        Objects.requireNonNull(quantized).close();
    }

    /// One image each.
    @Benchmark
    public float[] engines(Times time) {
        time.calls++;
        double start = ProcessorTime.microseconds();
        float[] logits = Objects.requireNonNull(integer).run(pixels, 1, 1);
        double second = ProcessorTime.microseconds();
        Objects.requireNonNull(floats).run();
        double third = ProcessorTime.microseconds();
        Objects.requireNonNull(quantized).run();
        time.bitwright += second - start;
        time.runtimeFp32 += third - second;
        time.runtimeU8s8 += ProcessorTime.microseconds() - third;
        return logits;
    }
}
