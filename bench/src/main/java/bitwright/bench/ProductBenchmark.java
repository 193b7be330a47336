package bitwright.bench;

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

/// The matrix product of 1024 in each dimension with 8-bit activations, weights prepared.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ProductBenchmark {
    /// The product; named so that the page can tell its operations.
    @Param("PRODUCT_1024")
    public BenchmarkLayer layer = BenchmarkLayer.PRODUCT_1024;

    /// Weight format.
    @Param({"int8", "int4", "pot4", "pot5"})
    public String format = "int8";

    private int[] input = new int[0];
    private int[] output = new int[0];
    private FastContraction contraction =
            FastContraction.prepare(
                    LoopNest.matrixProduct(1, 1, 1, 1), NumberFormat.parse("int8"), new int[1], 1);
    private final Workspace workspace = new Workspace();

    /// Draws the tensors.
    @Setup
    public void draw() {
        var random = new SplittableRandom(1);
        LoopNest nest = layer.nest();
        NumberFormat weights = NumberFormat.parse(format);
        input = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
        int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << weights.bits()).toArray();
        output = new int[Math.toIntExact(nest.elements(Operand.OUTPUT))];
        contraction = FastContraction.prepare(nest, weights, codes, 128);
    }

    /// The fast kernel.
    @Benchmark
    public int[] fastPrepared() {
        contraction.accumulate(input, 1, output, workspace);
        return output;
    }
}
