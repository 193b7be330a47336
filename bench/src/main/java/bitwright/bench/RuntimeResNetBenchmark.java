package bitwright.bench;

import ai.onnxruntime.OnnxJavaType;
import bitwright.workload.Network;
import bitwright.workload.zoo.Zoo;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The shapes of ResNet-50 on ONNX Runtime, one image, one thread: in floats, and in its quantized
/// operators.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class RuntimeResNetBenchmark {
    /// Floats, or eight bits.
    @Param({"fp32", "u8s8"})
    public String arithmetic = "fp32";

    private RuntimeSession session = session("fp32");

    private static RuntimeSession session(String arithmetic) {
        Network network = Zoo.network("resnet50", 1);
        byte[] model =
                arithmetic.equals("fp32")
                        ? RuntimeModel.floats(network)
                        : RuntimeModel.quantized(network);
        return new RuntimeSession(model, OnnxJavaType.FLOAT, new long[] {1, 3, 224, 224}, 1);
    }

    /// Opens the session.
    @Setup
    public void open() {
        session.close();
        session = session(arithmetic);
    }

    /// Closes it.
    @TearDown
    public void close() {
        session.close();
    }

    /// One image.
    @Benchmark
    public void onnxRuntime(ProcessorTime time) {
        time.calls++;
        session.run();
    }
}
