package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The same schedules on machines that say more of their energy, or move weights of two words.
final class BreakdownTest {
    private static final SmallMachine SMALL = new SmallMachine(4, 3, 32, true, 1 << 24, 64, 1);
    private static final int CASES = 300;

    /// The small machine with an instruction of this precision, whose energy has these parts.
    private static Accelerator machine(Precision precision, SortedMap<String, Double> parts) {
        Accelerator plain = SMALL.accelerator();
        SpatialArray array = (SpatialArray) plain.units().getFirst();
        double sum = parts.values().stream().reduce(0.0, Double::sum);
        var row =
                new Instruction(
                        "mac",
                        1,
                        1,
                        1,
                        precision,
                        IssueInterval.cycles(1),
                        2,
                        parts.isEmpty() ? 2.0 : sum,
                        parts,
                        new TreeMap<>(),
                        false,
                        "test");
        return new Accelerator(
                plain.name(),
                plain.clockHz(),
                plain.memories(),
                List.of(
                        new SpatialArray(
                                array.name(),
                                array.rows(),
                                array.columns(),
                                array.dataflows(),
                                array.timing(),
                                List.of(row),
                                array.pointwise(),
                                array.source())),
                plain.software(),
                plain.source());
    }

    private static LayerCost cost(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator machine) {
        return EventModel.simulate(schedule, nest, precision, machine);
    }

    @Test
    void partsAddUpToTheInstructionAndChangeNothingElse() {
        var parts = new TreeMap<>(Map.of("adder", 0.5, "multiplier", 1.25, "sum", 0.25));
        var random = new RandomSchedules(21);
        for (int round = 0; round < CASES; round++) {
            LoopNest nest = random.nest();
            Schedule schedule = random.schedule(nest, SMALL.rows(), SMALL.columns());
            Precision precision = SmallMachine.PRECISION;
            LayerCost whole = cost(schedule, nest, precision, SMALL.accelerator());
            LayerCost divided = cost(schedule, nest, precision, machine(precision, parts));
            double issues = whole.energyPicojoules().getOrDefault("array", -1.0) / 2;
            assertThat(divided.energyPicojoules())
                    .containsOnlyKeys(
                            "array adder", "array multiplier", "array sum", "outer", "buffer")
                    .containsEntry("array adder", issues * 0.5)
                    .containsEntry("array multiplier", issues * 1.25)
                    .containsEntry("array sum", issues * 0.25);
            assertThat(divided.totalPicojoules()).isCloseTo(whole.totalPicojoules(), within(1e-6));
            assertThat(divided.cycles()).isEqualTo(whole.cycles());
            assertThat(divided.trafficBits()).isEqualTo(whole.trafficBits());
        }
    }

    @Test
    void leakageStandsBesideItsLevel() {
        Accelerator plain = machine(SmallMachine.PRECISION, new TreeMap<>(Map.of("adder", 1.0)));
        MemoryLevel outer = plain.memories().getFirst();
        MemoryLevel inner = plain.memories().getLast();
        Accelerator leaking =
                plain.withMemories(
                        List.of(
                                outer,
                                MemoryLevel.plain(
                                        inner.name(),
                                        inner.capacityBits(),
                                        List.of(),
                                        inner.ports().getFirst(),
                                        inner.latencyCycles(),
                                        new MemoryEnergy(0.5, 0.25, 3),
                                        "test")));
        var random = new RandomSchedules(22);
        LoopNest nest = random.nest();
        LayerCost cost = cost(random.schedule(nest, 4, 3), nest, SmallMachine.PRECISION, leaking);
        assertThat(cost.energyPicojoules())
                .containsOnlyKeys("array adder", "outer", "buffer", "buffer leakage")
                .containsEntry("buffer leakage", 3.0 * cost.cycles());
    }

    /// A first word and a flag for each weight and a second word for every fourth: 6 bits a weight
    /// instead of 4, in traffic and in the energy of it.
    @Test
    void bothWordsOfATwoWordWeightTravel() {
        Precision two = Precision.parse("stlq4r25a8");
        Precision one = Precision.parse("pot4a8");
        var random = new RandomSchedules(23);
        for (int round = 0; round < CASES; round++) {
            LoopNest nest = random.nest();
            Schedule schedule = random.schedule(nest, SMALL.rows(), SMALL.columns());
            LayerCost wide = cost(schedule, nest, two, machine(two, new TreeMap<>()));
            LayerCost narrow = cost(schedule, nest, one, machine(one, new TreeMap<>()));
            for (String level : List.of("outer", "buffer")) {
                String key = level + "/weight/read";
                long weights = narrow.trafficBits().getOrDefault(key, 0L) / 4;
                assertThat(weights).isPositive();
                assertThat(wide.trafficBits())
                        .containsEntry(key, 5 * weights + 4 * Math.ceilDiv(weights, 4L));
                key = level + "/input/read";
                assertThat(wide.trafficBits().get(key)).isEqualTo(narrow.trafficBits().get(key));
            }
            assertThat(wide.energyPicojoules().getOrDefault("outer", 0.0))
                    .isGreaterThan(narrow.energyPicojoules().getOrDefault("outer", 0.0));
        }
    }
}
