package bitwright.bench;

import bitwright.kernels.network.IntegerNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/// The shapes of ResNet-50 at w8a8 in a process of their own, for its resident size.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 2, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx900m"})
public class ResidentBenchmark {
    private final float[] pixels = SeededNetwork.pixels(ResNetBenchmark.PIXELS);
    private @Nullable IntegerNetwork integer;

    /// The greatest resident size of the process so far.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Resident {
        /// In mebibytes, as Linux counts it; 0 elsewhere.
        public double residentMebibytes;

        /// Reads what the operating system says.
        @TearDown(Level.Iteration)
        public void read() throws IOException {
            Path status = Path.of("/proc/self/status");
            if (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        residentMebibytes = Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
                    }
                }
            }
        }
    }

    /// Quantizes the network.
    @Setup
    public void prepare() {
        integer = SeededNetwork.integer(SeededNetwork.of("resnet50"), "w8a8");
    }

    /// One image.
    @Benchmark
    public float[] bitwright(Resident resident) {
        return Objects.requireNonNull(integer).run(pixels, 1, 1);
    }
}
