package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.cost.EventModel;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.zoo.Zoo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/// The event model over all contractions of ResNet-50, mapped beforehand, on 32 x 32 multipliers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EventBenchmark {
    private final Accelerator machine =
            larger(MachineReader.read(Path.of("hw-configs", "int8-array-16x16.yaml")));
    private final Precision precision = machine.precision("w8a8");
    private final List<LoopNest> nests =
            Zoo.network("resnet50", 1).contractions().stream().map(Contraction::nest).toList();
    private final Map<LoopNest, MappedLayer> mapped = new LinkedHashMap<>();

    /// Maps every layer.
    @Setup
    public void prepare() {
        for (LoopNest nest : nests) {
            mapped.computeIfAbsent(
                    nest, each -> Mapper.map(each, precision, machine, MapperOptions.DEFAULT));
        }
    }

    /// Every layer's events, also of layers that are equal.
    @Benchmark
    public long resnet50(ProcessorTime time) {
        time.calls++;
        long cycles = 0;
        for (LoopNest nest : nests) {
            MappedLayer layer = mapped.get(nest);
            if (layer != null) {
                cycles += EventModel.simulate(layer.schedule(), nest, precision, machine).cycles();
            }
        }
        return cycles;
    }

    private static Accelerator larger(Accelerator machine) {
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                machine.memories(),
                List.of(
                        new SpatialArray(
                                array.name(),
                                32,
                                32,
                                array.dataflows(),
                                array.timing(),
                                array.instructions(),
                                array.pointwise(),
                                array.source())),
                machine.software(),
                machine.source());
    }
}
