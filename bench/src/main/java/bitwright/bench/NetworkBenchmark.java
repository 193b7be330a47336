package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The whole integer ResNet-8, time for one image out of 256. The images and the activation ranges
/// are drawn: they change no operation that is executed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NetworkBenchmark {
    private static final int IMAGES = 256;

    /// Precision of every contraction.
    @Param({"w8a8", "w4a4", "pot4a8"})
    public String precision = "w8a8";

    private final float[] pixels = new float[IMAGES * 28 * 28];
    private IntegerNetwork integer = network();

    /// Draws the images and quantizes the network.
    @Setup
    public void prepare() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (random.nextDouble() * 2.8 - 0.8);
        }
        integer = network();
    }

    private IntegerNetwork network() {
        Network network = OnnxReader.read(Path.of("models", "fashion-resnet8.onnx"), 1);
        Set<String> nonNegative = NonNegative.tensors(network);
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        statistics.put(network.inputs().getFirst(), upTo(-0.8f, 2));
        for (Layer layer : network.layers()) {
            float least = nonNegative.contains(layer.output()) ? 0 : -8;
            statistics.put(layer.output(), upTo(least, 8));
        }
        Map<String, Precision> precisions = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            Precision signed = Precision.parse(precision);
            boolean isUnsigned = nonNegative.contains(layer.inputs().getFirst());
            precisions.put(layer.name(), isUnsigned ? signed.withUnsignedActivations() : signed);
        }
        return IntegerNetwork.build(network, precisions, statistics);
    }

    private static ActivationStatistics upTo(float least, float greatest) {
        float[] samples = new float[101];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = least + (greatest - least) * i / 100;
        }
        return new ActivationStatistics(samples);
    }

    /// On one thread.
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public float[] oneThread() {
        return integer.run(pixels, IMAGES, 1);
    }

    /// On two threads.
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public float[] twoThreads() {
        return integer.run(pixels, IMAGES, 2);
    }
}
