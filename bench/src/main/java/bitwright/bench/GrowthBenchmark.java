package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/// The event model of one matrix product in 16 x 16 tiles, whatever its size: the tiles grow, their
/// number does not.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GrowthBenchmark {
    static final int TILES = 256;

    /// Depth of the product.
    @Param({"64", "640", "6400"})
    public int depth = 64;

    private final Accelerator machine =
            roomy(MachineReader.read(Path.of("hw-configs", "int8-array-16x16.yaml")));
    private final Precision precision = machine.precision("w8a8");
    private LoopNest nest = LoopNest.matrixProduct(1, 256, 256, depth);
    private Schedule schedule = schedule(depth);

    /// Makes the product and its schedule.
    @Setup
    public void prepare() {
        nest = LoopNest.matrixProduct(1, 256, 256, depth);
        schedule = schedule(depth);
    }

    /// All tiles of the product.
    @Benchmark
    public LayerCost events(ProcessorTime time) {
        time.calls++;
        return EventModel.simulate(schedule, nest, precision, machine);
    }

    private Schedule schedule(int deep) {
        String buffer = machine.memories().get(1).name();
        return ScheduleText.parse(
                "on "
                        + machine.units().getFirst().name()
                        + "\nfor ox 16\nfor k 16\nkeep output in "
                        + buffer
                        + "\nkeep weight in "
                        + buffer
                        + "\nkeep input in "
                        + buffer
                        + "\nspread ox 16 over rows\nspread k 16 over columns\nfor c "
                        + deep
                        + "\nissue "
                        + machine.units().getFirst().instructionsFor(precision).getFirst().name());
    }

    private static Accelerator roomy(Accelerator machine) {
        List<MemoryLevel> memories = new ArrayList<>();
        machine.memories().forEach(level -> memories.add(level.withCapacityBits(1L << 40)));
        return machine.withMemories(memories);
    }
}
