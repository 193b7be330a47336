package bitwright.bench;

import bitwright.kernels.network.ImageSet;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The 10,000 test images of Fashion-MNIST through the shipped ResNet-8 at w8a8, on two threads.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FashionBenchmark {
    /// Test images.
    static final int IMAGES = 10_000;

    private static final Path MODELS = Path.of("models");

    private float[] pixels = new float[0];
    private final IntegerNetwork integer =
            SeededNetwork.integer(
                    OnnxReader.read(MODELS.resolve("fashion-resnet8.onnx"), 1), "w8a8");

    /// Reads the images.
    @Setup
    public void read() throws IOException {
        pixels =
                ImageSet.read(
                                MODELS.resolve("t10k-images-idx3-ubyte.gz"),
                                MODELS.resolve("t10k-labels-idx1-ubyte.gz"))
                        .pixels();
    }

    /// All images.
    @Benchmark
    public float[] twoThreads() {
        return integer.run(pixels, IMAGES, 2);
    }
}
