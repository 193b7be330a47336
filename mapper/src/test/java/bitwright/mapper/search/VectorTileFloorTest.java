package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.VectorProcessor;
import bitwright.mapper.Machines;
import bitwright.sim.cost.BoundModel;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a tile's sizes alone say of its cycles, against every schedule around the tile.
final class VectorTileFloorTest {
    private static final int NESTS = 5;
    private static final int MOST_TILES = 15;

    private int schedules;
    private int tight;

    @ParameterizedTest
    @CsvSource({
        "hexagon-v66,w8a8",
        "hexagon-v66,pot4a8",
        "hexagon-v62,w8a8",
        "cortex-a73,fp32afp32",
        "cortex-a53,w8a8",
        "cortex-a76,w8a8",
        "neoverse-v1,w8a8",
        "xeon-avx512-vnni,w8a8",
        "zen3-avx2,fp32afp32"
    })
    void noOrderOfTheLoopsAroundATileBeatsItsFloor(String machine, String precision)
            throws IOException {
        Accelerator accelerator = Machines.read(machine);
        Precision formats = accelerator.precision(precision);
        VectorProcessor processor = (VectorProcessor) accelerator.units().getFirst();
        SplittableRandom random = new SplittableRandom(29);
        for (int round = 0; round < NESTS; round++) {
            LoopNest nest = nest(random);
            for (Instruction row : processor.instructionsFor(formats)) {
                new VectorSpace(nest, accelerator, processor, row, random.nextBoolean())
                        .shapes(shape -> check(shape, nest, accelerator, formats, random.split()));
            }
        }
        assertThat(schedules).isGreaterThan(200);
        // A floor that is far below would pass everything and save nothing.
        assertThat(tight).isGreaterThan(schedules / 4);
    }

    private void check(
            Space.Shape shape,
            LoopNest nest,
            Accelerator accelerator,
            Precision precision,
            SplittableRandom random) {
        List<Map<Dim, Integer>> choices = new ArrayList<>();
        TileChoices.all(nest, shape.bases(), 1, 4, choices::add);
        for (Map<Dim, Integer> sizes : choices) {
            if (random.nextInt(choices.size()) >= MOST_TILES) {
                continue;
            }
            long floor = shape.floor().applyAsLong(sizes);
            Draft tile = shape.tile().apply(sizes);
            List<Draft> orders = new ArrayList<>(List.of(OuterLoops.any(tile)));
            OuterLoops.completeOtherwise(tile, orders::add);
            for (Draft order : orders) {
                var schedule = order.schedule(accelerator.units().getFirst().name());
                long bound = BoundModel.cycles(schedule, nest, precision, accelerator);
                assertThat(floor).as("%s %s", nest, schedule).isLessThanOrEqualTo(bound);
                schedules++;
                tight += floor >= bound * 9 / 10 ? 1 : 0;
            }
        }
    }

    /// Dense, grouped and depthwise convolutions and products, ragged on purpose.
    private static LoopNest nest(SplittableRandom random) {
        int filter = new int[] {1, 1, 3, 5}[random.nextInt(4)];
        int side = random.nextBoolean() ? 1 + random.nextInt(40) : 1;
        int stride = 1 + random.nextInt(2);
        boolean depthwise = random.nextInt(4) == 0;
        int groups = depthwise ? 1 + random.nextInt(100) : 1;
        int outputs = depthwise ? 1 : 1 + random.nextInt(300);
        int inputs = depthwise ? 1 : 1 + random.nextInt(300);
        int pad = filter / 2;
        return new LoopNest(
                1 + random.nextInt(3),
                groups,
                outputs,
                inputs,
                side,
                side,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, pad, pad),
                (side - 1) * stride + filter - 2 * pad,
                (side - 1) * stride + filter - 2 * pad);
    }
}
