package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.LoopNest;
import java.nio.file.Path;
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

/// A layer of ResNet-50 (256 to 256 channels, 3 x 3, 14 x 14): bound, events, mapping.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SimulationBenchmark {
    /// Machine file in `hw-configs`.
    @Param({"pot-array-16x16", "hexagon-v66", "t4"})
    public String machine = "t4";

    private final LoopNest nest =
            new LoopNest(
                    1, 1, 256, 256, 14, 14, 3, 3, new LoopNest.Window(1, 1, 1, 1, 1, 1), 14, 14);
    private final Precision precision = Precision.parse("w8a8");
    private Accelerator accelerator = MachineReader.read(Path.of("hw-configs", "t4.yaml"));
    private MappedLayer mapped = Mapper.map(nest, precision, accelerator, MapperOptions.DEFAULT);
    private Resolution resolution = Resolution.of(mapped.schedule(), precision, accelerator);
    private Evaluator evaluator = new Evaluator(nest, precision, accelerator, resolution);

    /// Reads the machine and maps the layer.
    @Setup
    public void prepare() {
        accelerator = MachineReader.read(Path.of("hw-configs", machine + ".yaml"));
        mapped = Mapper.map(nest, precision, accelerator, MapperOptions.DEFAULT);
        resolution = Resolution.of(mapped.schedule(), precision, accelerator);
        evaluator = new Evaluator(nest, precision, accelerator, resolution);
    }

    /// The closed-form bound of a mapped layer, traffic and port times reckoned anew.
    @Benchmark
    public long bound(ProcessorTime time) {
        time.calls++;
        evaluator.evaluate(resolution);
        return evaluator.boundCycles();
    }

    /// The event model of a mapped layer.
    @Benchmark
    public LayerCost events(ProcessorTime time) {
        time.calls++;
        return EventModel.simulate(mapped.schedule(), nest, precision, accelerator);
    }

    /// The whole search.
    @Benchmark
    public MappedLayer mapping(ProcessorTime time) {
        time.calls++;
        return Mapper.map(nest, precision, accelerator, MapperOptions.DEFAULT);
    }
}
