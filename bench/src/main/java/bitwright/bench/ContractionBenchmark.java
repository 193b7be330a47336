package bitwright.bench;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.Workspace;
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

/// Convolutions of the ResNet-8 with 8-bit activations: the reference kernel for one image, and the
/// fast one as the integer network calls it, weights prepared once and eight images together.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ContractionBenchmark {
    /// Images in a call of the fast kernel.
    static final int IMAGES = 8;

    /// The convolution.
    @Param({"BLOCK1", "BLOCK2_STRIDED", "BLOCK3"})
    public BenchmarkLayer layer = BenchmarkLayer.BLOCK1;

    /// Weight format.
    @Param({"int8", "int4", "pot4"})
    public String format = "int8";

    private NumberFormat weights = NumberFormat.parse("int8");
    private int[] image = new int[0];
    private int[] images = new int[0];
    private int[] codes = new int[0];
    private int[] output = new int[0];
    private FastContraction contraction =
            FastContraction.prepare(LoopNest.matrixProduct(1, 1, 1, 1), weights, new int[1], 1);
    private final Workspace workspace = new Workspace();

    /// Draws the tensors.
    @Setup
    public void draw() {
        var random = new SplittableRandom(1);
        LoopNest nest = layer.nest();
        weights = NumberFormat.parse(format);
        image = random.ints(nest.elements(Operand.INPUT), -128, 128).toArray();
        images = random.ints(IMAGES * nest.elements(Operand.INPUT), -128, 128).toArray();
        codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << weights.bits()).toArray();
        output = new int[Math.toIntExact(IMAGES * nest.elements(Operand.OUTPUT))];
        contraction = FastContraction.prepare(nest, weights, codes, 128);
    }

    /// The meaning.
    @Benchmark
    public int[] reference(ProcessorTime time) {
        time.calls++;
        return ReferenceContraction.accumulate(layer.nest(), image, weights, codes);
    }

    /// Its twin.
    @Benchmark
    public int[] fast(ProcessorTime time) {
        time.calls++;
        contraction.accumulate(images, IMAGES, output, workspace);
        return output;
    }
}
