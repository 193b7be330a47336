package bitwright.bench;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.Workspace;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/// The matrix product of 1024 in each dimension on one thread: our fast kernel with several
/// operands and ONNX Runtime, one after the other in every call, so that all meet the same
/// disturbances. Weights are prepared once in both.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 15, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class ProductBenchmark {
    /// Extent of each dimension.
    static final int SIZE = 1024;

    private final LoopNest nest = LoopNest.matrixProduct(1, SIZE, SIZE, SIZE);
    private final int[] output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
    private final Workspace workspace = new Workspace();
    private Runnable[] products = new Runnable[0];
    private RuntimeSession[] sessions = new RuntimeSession[0];

    /// Processor time of each kind of product in an iteration.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Times {
        /// Calls in this iteration.
        public long calls;

        /// Weights of int8, activations of int8.
        public double int8ByInt8;

        /// Weights of pot4, activations of int8.
        public double pot4ByInt8;

        /// Weights of pot5, activations of int8.
        public double pot5ByInt8;

        /// Weights of int4, activations of int8.
        public double int4ByInt8;

        /// Weights of int4, activations of uint4.
        public double int4ByUint4;

        /// Weights of int4, activations of int4.
        public double int4ByInt4;

        /// ONNX Runtime's `MatMul` in floats.
        public double runtimeFp32;

        /// Its `MatMulInteger`, both operands signed.
        public double runtimeS8s8;

        /// Its `MatMulInteger`, left operand unsigned.
        public double runtimeU8s8;

        /// Begins an iteration.
        @Setup(Level.Iteration)
        public void begin() {
            calls = 0;
            int8ByInt8 = 0;
            pot4ByInt8 = 0;
            pot5ByInt8 = 0;
            int4ByInt8 = 0;
            int4ByUint4 = 0;
            int4ByInt4 = 0;
            runtimeFp32 = 0;
            runtimeS8s8 = 0;
            runtimeU8s8 = 0;
        }
    }

    /// Draws the tensors and opens the sessions.
    @Setup
    public void prepare() {
        products =
                new Runnable[] {
                    product("int8", "int8"),
                    product("pot4", "int8"),
                    product("pot5", "int8"),
                    product("int4", "int8"),
                    product("int4", "uint4"),
                    product("int4", "int4")
                };
        sessions =
                new RuntimeSession[] {
                    session(DataType.FLOAT, DataType.FLOAT, OnnxJavaType.FLOAT),
                    session(DataType.INT8, DataType.INT8, OnnxJavaType.INT8),
                    session(DataType.UINT8, DataType.INT8, OnnxJavaType.UINT8)
                };
    }

    private Runnable product(String weightFormat, String inputFormat) {
        var random = new SplittableRandom(1);
        NumberFormat weights = NumberFormat.parse(weightFormat);
        boolean isSigned = !inputFormat.startsWith("u");
        var inputs = new Int(inputFormat.endsWith("8") ? 8 : 4, isSigned);
        int[] input =
                random.ints(nest.elements(Operand.INPUT), inputs.minimum(), inputs.maximum() + 1)
                        .toArray();
        int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << weights.bits()).toArray();
        long greatest = Math.max(-inputs.minimum(), inputs.maximum());
        var contraction = FastContraction.prepare(nest, weights, codes, greatest);
        return () -> contraction.accumulate(input, 1, output, workspace);
    }

    private static RuntimeSession session(DataType left, DataType right, OnnxJavaType type) {
        byte[] model = RuntimeModel.product(SIZE, left, right);
        return new RuntimeSession(model, type, new long[] {SIZE, SIZE}, 1);
    }

    /// Closes the sessions.
    @TearDown
    public void close() {
        for (RuntimeSession session : sessions) {
            session.close();
        }
    }

    /// One product of each kind.
    @Benchmark
    public int[] products(Times time) {
        time.calls++;
        time.int8ByInt8 += time(products[0]);
        time.pot4ByInt8 += time(products[1]);
        time.pot5ByInt8 += time(products[2]);
        time.int4ByInt8 += time(products[3]);
        time.int4ByUint4 += time(products[4]);
        time.int4ByInt4 += time(products[5]);
        time.runtimeFp32 += time(sessions[0]::run);
        time.runtimeS8s8 += time(sessions[1]::run);
        time.runtimeU8s8 += time(sessions[2]::run);
        return output;
    }

    private static double time(Runnable product) {
        double start = ProcessorTime.microseconds();
        product.run();
        return ProcessorTime.microseconds() - start;
    }
}
