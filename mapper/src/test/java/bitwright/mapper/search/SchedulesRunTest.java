package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Int;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Law 7: what the interpreter computes is what the reference kernel computes; and what it moves is
/// what the model charges.
final class SchedulesRunTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");
    private static final List<String> NAMES =
            List.of("pot-array-16x16", "hexagon-v66", "t4", "a100-80");

    static LoopNest randomNest(SplittableRandom random) {
        int groups = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
        int filterY = 1 + random.nextInt(3);
        int filterX = 1 + random.nextInt(3);
        LoopNest.Window window =
                new LoopNest.Window(
                        1 + random.nextInt(2),
                        1 + random.nextInt(2),
                        1 + random.nextInt(2),
                        1 + random.nextInt(2),
                        random.nextInt(filterY),
                        random.nextInt(filterX));
        int height = 1 + random.nextInt(12);
        int width = 1 + random.nextInt(12);
        int inputHeight =
                Math.max(
                        1,
                        (height - 1) * window.strideY()
                                + (filterY - 1) * window.dilationY()
                                + 1
                                - 2 * window.padTop());
        int inputWidth =
                Math.max(
                        1,
                        (width - 1) * window.strideX()
                                + (filterX - 1) * window.dilationX()
                                + 1
                                - 2 * window.padLeft());
        return new LoopNest(
                1 + random.nextInt(3),
                groups,
                1 + random.nextInt(40),
                1 + random.nextInt(40),
                height,
                width,
                filterY,
                filterX,
                window,
                inputHeight,
                inputWidth);
    }

    static int[] codes(SplittableRandom random, long count, int bits) {
        return random.ints(count, 0, 1 << bits).toArray();
    }

    static int[] activations(SplittableRandom random, long count, Precision precision) {
        Int format = (Int) precision.activations();
        return random.ints(count, format.minimum(), format.maximum() + 1).toArray();
    }

    @Test
    void everyScheduleOfTheMapperComputesTheReferenceAndMovesWhatItIsChargedFor()
            throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (String name : NAMES) {
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            for (int round = 0; round < (name.equals("a100-80") ? 10 : 40); round++) {
                LoopNest nest = randomNest(random);
                String[] precisions = {"w8a8", "w4a8", "pot4a8", "w4a4"};
                Precision drawn = Precision.parse(precisions[random.nextInt(4)]);
                Precision precision =
                        machine.units().getFirst().instructionsFor(drawn).isEmpty()
                                ? Precision.parse("w8a8")
                                : drawn;
                MappedLayer layer =
                        Mapper.map(
                                nest,
                                precision,
                                machine,
                                MapperOptions.DEFAULT.withMostVisits(20_000));
                int[] input = activations(random, nest.elements(Operand.INPUT), precision);
                int[] weights =
                        codes(random, nest.elements(Operand.WEIGHT), precision.weights().bits());
                Comparison comparison =
                        Verifier.compare(
                                layer.schedule(), nest, precision, machine, input, weights);
                assertThat(comparison.firstMismatch())
                        .as("%s %s %s", name, nest, layer.schedule())
                        .isNull();
                assertThat(comparison.valuesCompared()).isEqualTo(nest.elements(Operand.OUTPUT));
            }
        }
    }

    /// Few outputs of a long reduction: the mapper splits it over multiprocessors.
    @Test
    void aReductionSplitOverMultiprocessorsComputesTheReference() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        Accelerator machine = MachineReader.read(MACHINES.resolve("a100-80.yaml"));
        LoopNest nest = LoopNest.matrixProduct(1, 16, 64, 16384);
        Precision precision = Precision.parse("w8a8");
        MappedLayer layer =
                Mapper.map(nest, precision, machine, MapperOptions.DEFAULT.withMostVisits(20_000));
        assertThat(layer.schedule().steps())
                .anyMatch(step ->
                        step instanceof Step.Spread lanes
                                && lanes.dim() == Dim.C
                                && lanes.axis().equals("multiprocessors"));
        int[] input = activations(random, nest.elements(Operand.INPUT), precision);
        int[] weights = codes(random, nest.elements(Operand.WEIGHT), 8);
        assertThat(
                        Verifier.compare(layer.schedule(), nest, precision, machine, input, weights)
                                .firstMismatch())
                .isNull();
    }

    /// Steps in other orders, where no search puts them: reuse, multicast and partial sums of all
    /// kinds, and of processors as of arrays.
    @Test
    void withStepsInOtherOrdersItMovesWhatItIsChargedFor() throws IOException {
        SplittableRandom random = new SplittableRandom(19);
        Precision precision = Precision.parse("w8a8");
        int executed = 0;
        for (String name : NAMES) {
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            for (int round = 0; round < 12; round++) {
                LoopNest nest = randomNest(random);
                if (nest.macs() > 300_000) {
                    continue;
                }
                Schedule mapped =
                        Mapper.map(
                                        nest,
                                        precision,
                                        machine,
                                        MapperOptions.DEFAULT.withMostVisits(500))
                                .schedule();
                int[] input = activations(random, nest.elements(Operand.INPUT), precision);
                int[] weights = codes(random, nest.elements(Operand.WEIGHT), 8);
                for (int change = 0; change < 12; change++) {
                    Schedule other = shuffled(mapped, random);
                    if (!ScheduleCheck.illegalities(other, nest, precision, machine).isEmpty()) {
                        continue;
                    }
                    executed++;
                    assertThat(
                                    Verifier.compare(
                                                    other, nest, precision, machine, input, weights)
                                            .firstMismatch())
                            .as("%s %s %s", name, nest, other)
                            .isNull();
                }
            }
        }
        assertThat(executed).isGreaterThan(250);
    }

    private static Schedule shuffled(Schedule schedule, SplittableRandom random) {
        List<Step> steps = new ArrayList<>(schedule.steps());
        for (int change = 0; change < 4; change++) {
            int at = random.nextInt(steps.size() - 2);
            steps.add(at, steps.remove(at + 1));
        }
        return new Schedule(schedule.unit(), steps);
    }

    @Test
    void aLoopBoundChangedByHandIsFound() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        int changed = 0;
        for (String name : NAMES) {
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            for (int round = 0; round < 5; round++) {
                LoopNest nest = randomNest(random);
                Precision precision = Precision.parse("w8a8");
                MappedLayer layer =
                        Mapper.map(
                                nest,
                                precision,
                                machine,
                                MapperOptions.DEFAULT.withMostVisits(20_000));
                int[] input = random.ints(nest.elements(Operand.INPUT), 1, 100).toArray();
                int[] weights = random.ints(nest.elements(Operand.WEIGHT), 1, 100).toArray();
                for (int position = 0; position < layer.schedule().steps().size(); position++) {
                    for (int change : new int[] {-1, 1}) {
                        Schedule other = changed(layer.schedule(), position, change);
                        if (other == null || fewerLanesDo(other, position, nest)) {
                            continue;
                        }
                        changed++;
                        assertThat(
                                        ScheduleChanges.found(
                                                other, layer, nest, machine, input, weights))
                                .as("%s instead of %s for %s", other, layer.schedule(), nest)
                                .isTrue();
                    }
                }
            }
        }
        assertThat(changed).isGreaterThan(100);
    }

    /// Whether a spread over fewer lanes still covers the layer: no fault.
    private static boolean fewerLanesDo(Schedule schedule, int position, LoopNest nest) {
        return schedule.steps().get(position) instanceof Step.Spread spread
                && schedule.reach(spread.dim()) >= nest.extent(spread.dim());
    }

    private static @org.jspecify.annotations.Nullable Schedule changed(
            Schedule schedule, int position, int change) {
        List<Step> steps = new ArrayList<>(schedule.steps());
        Step step = steps.get(position);
        if (step instanceof Step.For loop && loop.extent() + change >= 1) {
            steps.set(position, new Step.For(loop.dim(), loop.extent() + change));
        } else if (step instanceof Step.Spread loop && loop.extent() + change >= 1) {
            steps.set(position, new Step.Spread(loop.dim(), loop.extent() + change, loop.axis()));
        } else {
            return null;
        }
        return new Schedule(schedule.unit(), steps);
    }
}
