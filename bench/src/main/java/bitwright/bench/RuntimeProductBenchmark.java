package bitwright.bench;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
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

/// The same matrix product on ONNX Runtime, one thread, its right operand constant and so packed
/// once.
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
public class RuntimeProductBenchmark {
    /// Left and right operand: floats, or eight bits signed or not.
    @Param({"fp32", "s8s8", "u8s8"})
    public String operands = "fp32";

    private RuntimeSession session = session("fp32");

    private static RuntimeSession session(String operands) {
        long[] shape = {ProductBenchmark.SIZE, ProductBenchmark.SIZE};
        return switch (operands) {
            case "s8s8" ->
                    new RuntimeSession(
                            model(DataType.INT8, DataType.INT8), OnnxJavaType.INT8, shape, 1);
            case "u8s8" ->
                    new RuntimeSession(
                            model(DataType.UINT8, DataType.INT8), OnnxJavaType.UINT8, shape, 1);
            default ->
                    new RuntimeSession(
                            model(DataType.FLOAT, DataType.FLOAT), OnnxJavaType.FLOAT, shape, 1);
        };
    }

    private static byte[] model(DataType left, DataType right) {
        return RuntimeModel.product(ProductBenchmark.SIZE, left, right);
    }

    /// Opens the session.
    @Setup
    public void open() {
        session.close();
        session = session(operands);
    }

    /// Closes it.
    @TearDown
    public void close() {
        session.close();
    }

    /// One product.
    @Benchmark
    public void onnxRuntime(ProcessorTime time) {
        time.calls++;
        session.run();
    }
}
