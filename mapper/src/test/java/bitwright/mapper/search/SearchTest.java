package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.Machines;
import bitwright.mapper.search.NetworkMapper.Task;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a wider search, a missing instruction, a small memory and repeated layers lead to.
final class SearchTest {
    private static final Precision W8A8 = Precision.parse("w8a8");

    /// By the closed-form model, which is what the width is about.
    @Test
    void aWiderSearchOfAProcessorIsNeverWorseAndSometimesBetter() throws IOException {
        int better = 0;
        for (String name : List.of("hexagon-v66", "t4")) {
            Accelerator machine = Machines.read(name);
            SplittableRandom random = new SplittableRandom(21);
            for (int round = 0; round < 6; round++) {
                LoopNest nest =
                        LoopNest.matrixProduct(
                                1,
                                random.nextInt(100, 600),
                                random.nextInt(100, 600),
                                random.nextInt(100, 600));
                MappedLayer narrow = Mapper.map(nest, W8A8, machine, ofWidth(1));
                MappedLayer wide = Mapper.map(nest, W8A8, machine, ofWidth(2));
                double narrowValue = Objects.requireNonNull(narrow.proof()).value();
                double wideValue = Objects.requireNonNull(wide.proof()).value();
                assertThat(wideValue).as("%s", nest).isLessThanOrEqualTo(narrowValue);
                assertThat(wide.visited()).isGreaterThan(narrow.visited());
                better += wideValue < narrowValue ? 1 : 0;
            }
        }
        assertThat(better).isPositive();
    }

    private static MapperOptions ofWidth(int width) {
        return new MapperOptions(width, Objective.ENERGY, Constraints.NONE, false, 1_000_000);
    }

    @Test
    void aSearchOfAnArrayThatMayVisitMoreIsNeverWorseAndSometimesBetter() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        MapperOptions options = MapperOptions.proving(Objective.EDP, Constraints.NONE);
        SplittableRandom random = new SplittableRandom(21);
        int better = 0;
        for (int round = 0; round < 8; round++) {
            LoopNest nest = SchedulesRunTest.randomNest(random);
            double known = Double.POSITIVE_INFINITY;
            double bound = 0;
            for (long visits : new long[] {1, 300, 3_000, 100_000_000}) {
                MappedLayer layer = Mapper.map(nest, W8A8, machine, options.withMostVisits(visits));
                Proof proof = Objects.requireNonNull(layer.proof());
                assertThat(proof.value()).as("%s %d", nest, visits).isLessThanOrEqualTo(known);
                better += proof.value() < known && known < Double.POSITIVE_INFINITY ? 1 : 0;
                known = proof.value();
                bound = Math.max(bound, proof.bound());
            }
            assertThat(bound).as("%s", nest).isLessThanOrEqualTo(known * (1 + Objective.EQUAL));
        }
        assertThat(better).isPositive();
    }

    /// Outputs stay while one slice of the reduction after the other streams by: 32 x 32 of them
    /// are 64 * 64 * 2,048 tiles, twice as many as the event model takes.
    @Test
    void aBetterScheduleOfTooManyTilesIsSaidToBeLeftOut() throws IOException {
        long room = 32 * 32 * 32 + 64 * 8;
        Accelerator machine =
                Machines.withCapacity(Machines.read("pot-array-16x16"), "buffer", room);
        MapperOptions options =
                MapperOptions.proving(Objective.ENERGY, Constraints.NONE).withMostVisits(20_000);
        Proof large =
                Objects.requireNonNull(
                        Mapper.map(
                                        LoopNest.matrixProduct(1, 2048, 2048, 2048),
                                        W8A8,
                                        machine,
                                        options)
                                .proof());
        assertThat(large.complete()).isFalse();
        Proof small =
                Objects.requireNonNull(
                        Mapper.map(LoopNest.matrixProduct(1, 64, 64, 64), W8A8, machine, options)
                                .proof());
        assertThat(small.isProvenBest()).isTrue();
    }

    @Test
    void anArrayWithoutMemoryOnChipIsMapped() throws IOException {
        Accelerator whole = Machines.read("nvdla-32");
        Accelerator bare = whole.withMemories(List.of(whole.memories().getFirst()));
        LoopNest nest = LoopNest.matrixProduct(1, 5, 7, 9);
        MappedLayer layer = Mapper.map(nest, W8A8, bare, MapperOptions.DEFAULT);
        assertThat(ScheduleCheck.illegalities(layer.schedule(), nest, W8A8, bare)).isEmpty();
        assertThat(Objects.requireNonNull(layer.proof()).objective()).isEqualTo(Objective.EDP);
    }

    @Test
    void aPrecisionWithoutInstructionListsTheRowsAndTheNearest() throws IOException {
        assertThatThrownBy(() ->
                        Mapper.map(
                                LoopNest.matrixProduct(1, 2, 2, 2),
                                Precision.parse("w4a6"),
                                Machines.read("pot-array-16x16"),
                                MapperOptions.DEFAULT))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining(
                        "machine 'pot-array-16x16' has no instruction for w4a6. Maybe ")
                .hasMessageContaining("it has apot4a8, apot5a8, dense3a8")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() ->
                        Mapper.map(
                                LoopNest.matrixProduct(1, 2, 2, 2),
                                Precision.parse("w9a8"),
                                Machines.read("pot-array-16x16"),
                                MapperOptions.DEFAULT))
                .hasMessageContaining("Maybe w8a8;");
        assertThatThrownBy(() ->
                        Mapper.map(
                                LoopNest.matrixProduct(1, 2, 2, 2),
                                Precision.parse("w4a4"),
                                Machines.read("h100-sxm"),
                                MapperOptions.DEFAULT))
                .hasMessageContaining("machine 'h100-sxm' has no instruction for w4a4. Maybe w4a8;")
                .hasMessageContaining("bf16abf16");
    }

    /// The least tile is one of each operand, none exchanged: 8 + 8 + 32 bits.
    @Test
    void aMemoryTooSmallIsNamedWithTheBitsThatItLacks() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 1);
        assertThatThrownBy(() ->
                        Mapper.map(
                                nest,
                                W8A8,
                                Machines.withCapacity(machine, "buffer", 47),
                                MapperOptions.DEFAULT))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining("level 'buffer' lacks 1 bits")
                .hasMessageContaining("capacityBits");
        assertThat(
                        Mapper.map(
                                        nest,
                                        W8A8,
                                        Machines.withCapacity(machine, "buffer", 48),
                                        MapperOptions.DEFAULT)
                                .schedule()
                                .unit())
                .isEqualTo("array");
    }

    @Test
    void equalLayersAreMappedOnceAndAlwaysAlike() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        Task one = new Task(LoopNest.matrixProduct(1, 20, 30, 40), W8A8);
        Task same = new Task(LoopNest.matrixProduct(1, 20, 30, 40), Precision.parse("w8a8"));
        Task narrow = new Task(one.nest(), Precision.parse("w4a8"));
        Task other = new Task(LoopNest.matrixProduct(2, 7, 5, 3), W8A8);
        List<Task> tasks = List.of(other, one, narrow, same, other);
        AtomicInteger steps = new AtomicInteger();
        Map<Task, MappedLayer> mapped =
                NetworkMapper.map(tasks, machine, MapperOptions.DEFAULT, steps::incrementAndGet);
        assertThat(steps).hasValue(3);
        assertThat(mapped.keySet()).containsExactly(other, one, narrow);
        assertThat(NetworkMapper.map(tasks, machine, MapperOptions.DEFAULT, () -> {}))
                .isEqualTo(mapped);
        mapped.forEach((task, layer) ->
                assertThat(layer)
                        .isEqualTo(
                                Mapper.map(
                                        task.nest(),
                                        task.precision(),
                                        machine,
                                        MapperOptions.DEFAULT)));
    }

    @Test
    void aLayerWithoutScheduleStopsTheNetwork() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        List<Task> tasks =
                List.of(
                        new Task(LoopNest.matrixProduct(1, 2, 2, 2), W8A8),
                        new Task(LoopNest.matrixProduct(1, 2, 2, 2), Precision.parse("w4a6")));
        assertThatThrownBy(() -> NetworkMapper.map(tasks, machine, MapperOptions.DEFAULT, () -> {}))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining("w4a6");
    }
}
