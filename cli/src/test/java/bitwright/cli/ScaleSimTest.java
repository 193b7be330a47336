package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.reader.MachineFileException;
import bitwright.arch.scalesim.ScaleSimConfiguration;
import bitwright.cli.ScaleSimRuns.Run;
import bitwright.sim.cost.ArrayCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SCALE-Sim's configurations and topologies give SCALE-Sim's counts, layer by layer.
final class ScaleSimTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"os", "ws", "is"})
    void everyMeasuredLayerHasItsCyclesAndAccesses(String dataflow) throws IOException {
        List<Run> runs =
                ScaleSimRuns.measured().stream()
                        .filter(run -> run.dataflow().equals(dataflow))
                        .toList();
        assertThat(runs).hasSize(21);
        Path output = folder.resolve("report");
        assertThat(
                        Main.wholeCommandLine()
                                .execute(
                                        "simulate",
                                        ScaleSimRuns.topology(folder, runs).toString(),
                                        "--machine",
                                        ScaleSimRuns.configuration(folder, 64, 64, dataflow)
                                                .toString(),
                                        "--quiet",
                                        "-o",
                                        output.toString()))
                .isZero();
        List<String> lines = Files.readAllLines(output.resolve("layers.csv"));
        List<String> header = List.of(lines.getFirst().split(","));
        assertThat(lines).hasSize(22);
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            String[] cells = lines.get(i + 1).split(",", -1);
            assertThat(cells[0]).isEqualTo(run.layer());
            assertThat(cells[header.indexOf("total_cycles")])
                    .as(run.layer())
                    .isEqualTo(Long.toString(run.totalCycles()));
            assertThat(cells[header.indexOf("sram_ifmap_reads")])
                    .isEqualTo(Long.toString(run.inputReads()));
            assertThat(cells[header.indexOf("sram_filter_reads")])
                    .isEqualTo(Long.toString(run.weightReads()));
            assertThat(cells[header.indexOf("sram_ofmap_writes")])
                    .isEqualTo(Long.toString(run.outputWrites()));
            assertThat(Double.parseDouble(cells[header.indexOf("mapping_eff_pct")]))
                    .isCloseTo(run.mappingEfficiencyPercent(), within(1e-9));
        }
    }

    /// The closed form that its simulation obeys: `folds · (R + C + T − 2) − 1`, and another R a
    /// fold where weights or inputs stay.
    @Test
    void randomProductsOnRandomArraysObeyTheClosedForm() throws IOException {
        SplittableRandom random = new SplittableRandom(18);
        for (int round = 0; round < 30; round++) {
            int rows = 1 + random.nextInt(12);
            int columns = 1 + random.nextInt(14);
            StringBuilder text = new StringBuilder("Layer, M, N, K,\n");
            List<long[]> sizes = new ArrayList<>();
            for (int layer = 0; layer < 4; layer++) {
                long[] size = random.longs(3, 2, 60).toArray();
                sizes.add(size);
                text.append("l%d, %d, %d, %d,\n".formatted(layer, size[0], size[1], size[2]));
            }
            Path topology = Files.writeString(folder.resolve("gemm.csv"), text);
            for (String dataflow : List.of("os", "ws", "is")) {
                Map<String, ArrayCounts> counts =
                        ScaleSimRuns.counts(
                                topology,
                                ScaleSimRuns.configuration(folder, rows, columns, dataflow));
                for (int layer = 0; layer < sizes.size(); layer++) {
                    ArrayCounts count = Objects.requireNonNull(counts.get("l" + layer));
                    check(sizes.get(layer), rows, columns, dataflow, count);
                }
            }
        }
    }

    private static void check(
            long[] size, int rows, int columns, String dataflow, ArrayCounts counts) {
        long m = size[0];
        long n = size[1];
        long k = size[2];
        long onRows = dataflow.equals("os") ? m : k;
        long onColumns = dataflow.equals("is") ? m : n;
        long time = dataflow.equals("os") ? k : dataflow.equals("ws") ? m : n;
        long rowFolds = Math.ceilDiv(onRows, rows);
        long columnFolds = Math.ceilDiv(onColumns, columns);
        long fold = rows + columns + time - 2 + (dataflow.equals("os") ? 0 : rows);
        String what = dataflow + " " + rows + "x" + columns + " of " + m + " " + n + " " + k;
        assertThat(counts.totalCycles()).as(what).isEqualTo(rowFolds * columnFolds * fold - 1);
        assertThat(counts.inputReads())
                .as(what)
                .isEqualTo(dataflow.equals("is") ? m * k : m * k * columnFolds);
        assertThat(counts.weightReads())
                .as(what)
                .isEqualTo(
                        switch (dataflow) {
                            case "os" -> k * n * rowFolds;
                            case "ws" -> k * n;
                            default -> k * n * columnFolds;
                        });
        assertThat(counts.outputWrites())
                .as(what)
                .isEqualTo(
                        dataflow.equals("os")
                                ? m * n + rowFolds * columnFolds * (rows + columns)
                                : m * n * rowFolds);
        assertThat(counts.outputReads()).isZero();
    }

    /// Rows of LLMCompass's look-up tables, which its authors made with SCALE-Sim.
    @ParameterizedTest
    @CsvSource({"128, 64, 16, 4096, 4349", "16, 32, 32, 128, 631"})
    void lookUpTablesOfOthersComeOut(int side, int m, int n, int k, long cycles)
            throws IOException {
        Path topology =
                Files.writeString(
                        folder.resolve("gemm.csv"),
                        "Layer, M, N, K,\nl, %d, %d, %d,\n".formatted(m, n, k));
        Map<String, ArrayCounts> counts =
                ScaleSimRuns.counts(topology, ScaleSimRuns.configuration(folder, side, side, "os"));
        assertThat(counts.get("l")).extracting(ArrayCounts::totalCycles).isEqualTo(cycles);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ArrayHeight : 8     | ArrayHeight : 0     | ArrayHeight (0) must be a whole number from 1
                    ArrayHeight : 8     | ArrayHigh : 8       | ArrayHeight is missing
                    Dataflow : os       | Dataflow : rs       | Dataflow (rs) must be os, ws or is
                    [general]           | general             | is no 'key = value' of a section
                    ArrayWidth : 8      | ArrayHeight : 8     | is there twice
                    """)
    void aBrokenConfigurationIsRefusedInOneLine(String from, String to, String complaint)
            throws IOException {
        Path good = ScaleSimRuns.configuration(folder, 8, 8, "os");
        String text = Files.readString(good);
        assertThat(text).contains(from);
        Path bad = Files.writeString(folder.resolve("bad.cfg"), text.replace(from, to));
        assertThatThrownBy(() -> ScaleSimConfiguration.read(bad))
                .isInstanceOf(MachineFileException.class)
                .hasMessageContaining("bad.cfg")
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("\n");
    }

    /// Schedules of matrix products do not fit the layers' own tensors: said before any work.
    @Test
    void suchAMachineIsSimulatedButNotExecuted() throws IOException {
        Path configuration = ScaleSimRuns.configuration(folder, 8, 8, "os");
        assertThat(
                        Main.wholeCommandLine()
                                .execute(
                                        "plan",
                                        "zoo:resnet18",
                                        "-m",
                                        configuration.toString(),
                                        "--max",
                                        "size=1"))
                .isEqualTo(2);
    }
}
