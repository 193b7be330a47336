package bitwright.bench;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.Workspace;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.SplittableRandom;
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

/// The matrix product of 1024 in each dimension on our fast kernel, weights prepared.
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
public class ProductBenchmark {
    /// Extent of each dimension.
    static final int SIZE = 1024;

    /// Weight format, then activation format.
    @Param({
        "int8 x int8",
        "pot4 x int8",
        "int4 x int4",
        "int4 x uint4",
        "int4 x int8",
        "pot5 x int8"
    })
    public String operands = "int8 x int8";

    private final LoopNest nest = LoopNest.matrixProduct(1, SIZE, SIZE, SIZE);
    private int[] input = new int[0];
    private int[] output = new int[0];
    private FastContraction contraction =
            FastContraction.prepare(LoopNest.matrixProduct(1, 1, 1, 1), new int[1], 1);
    private final Workspace workspace = new Workspace();

    /// Draws the tensors.
    @Setup
    public void draw() {
        var random = new SplittableRandom(1);
        String[] formats = operands.split(" x ", 2);
        NumberFormat weights = NumberFormat.parse(formats[0]);
        boolean isSigned = !formats[1].startsWith("u");
        var inputs = new Int(isSigned ? Integer.parseInt(formats[1].substring(3)) : 4, isSigned);
        input =
                random.ints(nest.elements(Operand.INPUT), inputs.minimum(), inputs.maximum() + 1)
                        .toArray();
        int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << weights.bits()).toArray();
        output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        long greatest = Math.max(-inputs.minimum(), inputs.maximum());
        contraction = FastContraction.prepare(nest, weights, codes, greatest);
    }

    /// One product.
    @Benchmark
    public int[] bitwright(ProcessorTime time) {
        time.calls++;
        contraction.accumulate(input, 1, output, workspace);
        return output;
    }
}
