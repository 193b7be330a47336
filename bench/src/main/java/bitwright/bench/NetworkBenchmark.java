package bitwright.bench;

import bitwright.kernels.network.IntegerNetwork;
import bitwright.workload.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The integer ResNet-8 with 256 drawn images on one thread, at several precisions.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class NetworkBenchmark {
    /// Images in a call.
    static final int IMAGES = 256;

    /// Precision of every contraction.
    @Param({"w8a8", "w4a4", "pot4a8"})
    public String precision = "w8a8";

    private final float[] pixels = SeededNetwork.pixels(IMAGES * 28 * 28);
    private IntegerNetwork integer = network();

    /// Quantizes the network.
    @Setup
    public void prepare() {
        integer = network();
    }

    private IntegerNetwork network() {
        return SeededNetwork.integer(
                OnnxReader.read(Path.of("models", "fashion-resnet8.onnx"), 1), precision);
    }

    /// All images.
    @Benchmark
    public float[] bitwright(ProcessorTime time) {
        time.calls++;
        return integer.run(pixels, IMAGES, 1);
    }
}
