package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.Machines;
import bitwright.sim.cost.BoundModel;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers of which none of the largest tiles fits are mapped all the same, and a layer that cannot
/// fit is told exactly what is lacking.
final class LargeLayersTest {
    private static final Precision W8A8 = Precision.parse("w8a8");
    private static final LoopNest.Window SAME = new LoopNest.Window(1, 1, 1, 1, 1, 1);
    private static final LoopNest.Window STEM = new LoopNest.Window(2, 2, 1, 1, 3, 3);
    private static final LoopNest DEEP = new LoopNest(1, 1, 512, 512, 7, 7, 3, 3, SAME, 7, 7);

    private static MappedLayer mapped(LoopNest nest, Accelerator machine) {
        MappedLayer layer = Mapper.map(nest, W8A8, machine, MapperOptions.DEFAULT);
        assertThat(ScheduleCheck.problems(layer.schedule(), nest, W8A8, machine)).isEmpty();
        assertThat(layer.cost().cycles())
                .isGreaterThanOrEqualTo(BoundModel.cycles(layer.schedule(), nest, W8A8, machine));
        assertThat(layer.cost().utilization()).isGreaterThan(0).isLessThanOrEqualTo(1);
        return layer;
    }

    @ParameterizedTest
    @CsvSource({
        "t4, 8",
        "t4, 16",
        "t4, 32",
        "hexagon-v66, 16",
        "hexagon-v66, 32",
        "pot-array-16x16, 32"
    })
    void theStemOfResNetIsMappedInBatches(String name, int images) throws IOException {
        LoopNest nest = new LoopNest(images, 1, 64, 3, 112, 112, 7, 7, STEM, 224, 224);
        mapped(nest, Machines.read(name));
    }

    @ParameterizedTest
    @CsvSource({"4096, 11008", "8192, 28672", "4096, 32000"})
    void theProductsOfLanguageModelsAreMapped(int depth, int columns) throws IOException {
        for (String name : Machines.NAMES) {
            for (int rows : new int[] {1, 16, 2048}) {
                mapped(LoopNest.matrixProduct(1, rows, columns, depth), Machines.read(name));
            }
        }
    }

    @Test
    void aDeepConvolutionIsMappedOnASmallBuffer() throws IOException {
        mapped(DEEP, Machines.withCapacity(Machines.read("pot-array-16x16"), "buffer", 128 * 1024));
    }

    /// Where only a part of the filter fits, or only one thread's tile.
    @ParameterizedTest
    @CsvSource({
        "pot-array-16x16, buffer, 6000",
        "hexagon-v66, vtcm, 8000",
        "t4, l2, 60000",
        "t4, shared, 8000"
    })
    void whereLittleFitsThatIsTaken(String name, String level, long bits) throws IOException {
        LoopNest nest =
                new LoopNest(1, 1, 64, 64, 8, 8, 9, 9, new LoopNest.Window(1, 1, 1, 1, 4, 4), 8, 8);
        mapped(nest, Machines.withCapacity(Machines.read(name), level, bits));
    }

    /// The least tile keeps weights stationary: 16 x 10 of 8 bits (20 columns in two trips), 16
    /// inputs and 10 sums of 32 bits, all exchanged.
    @Test
    void theShortfallIsTheLeastTiles() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        LoopNest nest = LoopNest.matrixProduct(1, 40, 20, 48);
        long least = 2 * (16 * 10 * 8 + 16 * 8 + 10 * 32);
        Accelerator small = Machines.withCapacity(machine, "buffer", 1000);
        assertThatThrownBy(() -> Mapper.map(nest, W8A8, small, MapperOptions.DEFAULT))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining("level 'buffer' lacks " + (least - 1000) + " bits.");
        mapped(nest, Machines.withCapacity(machine, "buffer", least));
    }

    @ParameterizedTest
    @CsvSource({
        "pot-array-16x16, buffer, 900, buffer, 900",
        "hexagon-v66, vtcm, 700, registers, 300",
        "t4, l2, 3000, shared, 500",
        "t4, shared, 600, registers, 400"
    })
    void exactlyWhatIsLackingIsEnough(
            String name, String one, long oneBits, String two, long twoBits) throws IOException {
        Accelerator small =
                Machines.withCapacity(
                        Machines.withCapacity(Machines.read(name), one, oneBits), two, twoBits);
        LoopNest nest = new LoopNest(1, 1, 48, 40, 9, 9, 3, 3, SAME, 9, 9);
        Map<String, Long> lacking = lacking(nest, small);
        assertThat(lacking).isNotEmpty();
        Accelerator enough = small;
        for (Map.Entry<String, Long> level : lacking.entrySet()) {
            enough = larger(enough, level.getKey(), level.getValue());
        }
        mapped(nest, enough);
        for (String level : lacking.keySet()) {
            assertThat(lacking(nest, larger(enough, level, -1))).containsEntry(level, 1L);
        }
    }

    private static Accelerator larger(Accelerator machine, String level, long bits) {
        long present =
                machine.memories().stream()
                        .filter(memory -> memory.name().equals(level))
                        .findFirst()
                        .orElseThrow()
                        .capacityBits();
        return Machines.withCapacity(machine, level, present + bits);
    }

    private static Map<String, Long> lacking(LoopNest nest, Accelerator machine) {
        NoScheduleException refusal =
                catchThrowableOfType(
                        NoScheduleException.class,
                        () -> Mapper.map(nest, W8A8, machine, MapperOptions.DEFAULT));
        Map<String, Long> lacking = new TreeMap<>();
        Matcher matcher =
                Pattern.compile("level '(\\w+)' lacks (\\d+) bits").matcher(refusal.getMessage());
        while (matcher.find()) {
            lacking.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return lacking;
    }

    /// 2048 x 4096 by 4096 x 4096 in tiles of at most 8 x 16 x 16.
    @Test
    void tooManyTilesAreRefusedInOneLine() throws IOException {
        Accelerator machine =
                Machines.withCapacity(Machines.read("pot-array-16x16"), "buffer", 16_000);
        LoopNest nest = LoopNest.matrixProduct(1, 2048, 4096, 4096);
        assertThatThrownBy(() -> Mapper.map(nest, W8A8, machine, MapperOptions.DEFAULT))
                .isInstanceOf(NoScheduleException.class)
                .hasMessageContaining("the search found no schedule")
                .hasMessageContaining("more than 4194304 tiles")
                .hasMessageNotContaining("lacks")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aWiderSearchIsNeverWorseWhereOnlySmallTilesFit() throws IOException {
        Accelerator machine =
                Machines.withCapacity(Machines.read("pot-array-16x16"), "buffer", 128 * 1024);
        assertThat(Mapper.map(DEEP, W8A8, machine, new MapperOptions(2)).cost().cycles())
                .isLessThanOrEqualTo(mapped(DEEP, machine).cost().cycles());
    }
}
