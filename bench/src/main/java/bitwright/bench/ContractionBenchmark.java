package bitwright.bench;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.reference.ReferenceContraction;
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

/// One convolution of the ResNet-8 (32 to 32 channels, 3 x 3, 14 x 14; 1.8 M multiply-accumulates),
/// reference against fast.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ContractionBenchmark {
    /// Weight format.
    @Param({"int8", "int4", "pot4"})
    public String format = "int8";

    private final LoopNest nest =
            new LoopNest(1, 1, 32, 32, 14, 14, 3, 3, new LoopNest.Window(1, 1, 1, 1, 1, 1), 14, 14);
    private NumberFormat weights = NumberFormat.parse("int8");
    private int[] input = new int[0];
    private int[] codes = new int[0];

    /// Draws the tensors.
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        weights = NumberFormat.parse(format);
        input = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
        codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << weights.bits()).toArray();
    }

    /// The meaning.
    @Benchmark
    public int[] reference() {
        return ReferenceContraction.accumulate(nest, input, weights, codes);
    }

    /// Its twin.
    @Benchmark
    public int[] fast() {
        return FastContraction.accumulate(nest, input, weights, codes);
    }
}
