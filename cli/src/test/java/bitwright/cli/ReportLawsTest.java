package bitwright.cli;

import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report;
import bitwright.reports.Report.LayerRow;
import bitwright.reports.ReportJson;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the parts of a report must add up to, on a machine of each organisation of time.
final class ReportLawsTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    private static Report simulated(String machine) {
        CommandRun ran =
                run(
                        "simulate",
                        ROOT.resolve("models/fashion-resnet8.onnx").toString(),
                        "-m",
                        ROOT.resolve("hw-configs/" + machine + ".yaml").toString(),
                        "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return ReportJson.parse(ran.out(), machine);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pot-array-16x16", "hexagon-v66", "t4"})
    void partsAddUp(String machine) {
        Report report = simulated(machine);
        Map<String, Long> causes = new HashMap<>();
        for (LayerRow layer : report.layers()) {
            assertThat(sum(layer.cyclesByCause())).as(layer.name()).isEqualTo(layer.cycles());
            layer.cyclesByCause()
                    .forEach((cause, cycles) -> causes.merge(cause, cycles, Long::sum));
        }
        assertThat(report.totals().cyclesByCause()).isEqualTo(causes);
        Report.Bottleneck bottleneck = Objects.requireNonNull(report.totals().bottleneck());
        long bound =
                report.layers().stream()
                        .filter(layer -> layer.bottleneck().equals(bottleneck.resource()))
                        .mapToLong(LayerRow::cycles)
                        .sum();
        assertThat(bottleneck.cycles()).isEqualTo(bound);
        assertThat(bottleneck.share()).isEqualTo(bound / (double) report.totals().cycles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pot-array-16x16", "hexagon-v66", "t4"})
    void whatResidesFitsAndIsTheTiles(String machine) {
        Report report = simulated(machine);
        Map<String, Long> capacities = new LinkedHashMap<>();
        report.machine()
                .memories()
                .forEach(level -> capacities.put(level.name(), level.capacityBits()));
        Report.Memory memory = Objects.requireNonNull(report.memory());
        long most = 0;
        for (LayerRow layer : report.layers()) {
            Map<String, Long> tiles = new HashMap<>();
            layer.tiles()
                    .forEach(tile ->
                            tiles.merge(tile.level(), tile.bits() * tile.copies(), Long::sum));
            layer.residentBits()
                    .forEach((level, bits) -> {
                        assertThat(bits)
                                .as(layer.name() + " in " + level)
                                .isLessThanOrEqualTo(capacities.get(level));
                        if (!level.equals(memory.level())) {
                            assertThat(bits)
                                    .as(layer.name() + " in " + level)
                                    .isEqualTo(tiles.get(level));
                        }
                    });
            assertThat(
                            layer.schedule()
                                    .lines()
                                    .filter(line -> line.strip().startsWith("keep "))
                                    .count())
                    .isEqualTo(layer.tiles().size());
            most = Math.max(most, layer.residentBits().getOrDefault(memory.level(), 0L));
        }
        assertThat(most)
                .isEqualTo(memory.weightBits() + memory.cacheBits() + memory.activationBits());
    }

    @ParameterizedTest
    @ValueSource(strings = "pot-array-16x16")
    void layersReadWhatEarlierOnesWrite(String machine) {
        Set<String> written = new HashSet<>();
        Report report = simulated(machine);
        for (LayerRow layer : report.layers()) {
            assertThat(written).as(layer.name()).containsAll(layer.inputs());
            written.add(layer.name());
        }
        List<LayerRow> additions =
                report.layers().stream().filter(layer -> layer.op().equals("Add")).toList();
        assertThat(additions).isNotEmpty().allMatch(layer -> layer.inputs().size() == 2);
    }
}
