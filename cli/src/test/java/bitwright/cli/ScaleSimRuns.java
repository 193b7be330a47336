package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.scalesim.ScaleSimConfiguration;
import bitwright.cli.flow.NetworkCosting;
import bitwright.mapper.search.MappedLayer;
import bitwright.sim.cost.ArrayCounts;
import bitwright.workload.Contraction;
import bitwright.workload.MatrixProducts;
import bitwright.workload.scalesim.ScaleSimTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Measured runs of SCALE-Sim, and the files that repeat them here.
final class ScaleSimRuns {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    private ScaleSimRuns() {}

    /// One layer of one run: its line of a topology file, and what SCALE-Sim counted.
    record Run(
            String layer,
            String topologyLine,
            String dataflow,
            long totalCycles,
            double mappingEfficiencyPercent,
            long inputReads,
            long weightReads,
            long outputWrites) {}

    static List<Run> measured() {
        try (Stream<String> lines =
                Files.lines(
                        ROOT.resolve("cli/src/test/resources/bitwright/cli/scale-sim-runs.csv"))) {
            return lines.skip(2).map(ScaleSimRuns::run).toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Run run(String line) {
        String[] cells = line.split(",", -1);
        return new Run(
                cells[0],
                String.join(",", List.of(cells).subList(0, 8)) + ",",
                cells[8],
                Long.parseLong(cells[9]),
                Double.parseDouble(cells[10]),
                Long.parseLong(cells[11]),
                Long.parseLong(cells[12]),
                Long.parseLong(cells[13]));
    }

    /// Writes the topology file of runs.
    static Path topology(Path folder, List<Run> runs) throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n");
        runs.forEach(run -> text.append(run.topologyLine()).append('\n'));
        return Files.writeString(folder.resolve("topology.csv"), text);
    }

    /// Writes a configuration file.
    static Path configuration(Path folder, int rows, int columns, String dataflow)
            throws IOException {
        return Files.writeString(
                folder.resolve(dataflow + ".cfg"),
                """
                [general]
                run_name = run_%s

                [architecture_presets]
                ArrayHeight : %d
                ArrayWidth : %d
                IfmapSramSzkB: 64
                FilterSramSzkB: 64
                OfmapSramSzkB: 64
                Dataflow : %s
                Bandwidth : 10

                [run_presets]
                InterfaceBandwidth: CALC
                """
                        .formatted(dataflow, rows, columns, dataflow));
    }

    /// What the model counts of every layer of a topology on a configuration.
    static Map<String, ArrayCounts> counts(Path topology, Path configuration) {
        Accelerator machine = ScaleSimConfiguration.read(configuration);
        var network = MatrixProducts.of(ScaleSimTopology.read(topology));
        NetworkCosting costing = new NetworkCosting(network, machine);
        Precision words = Precision.parse("w8a8");
        costing.map(List.of(words), () -> {});
        Map<String, ArrayCounts> counts = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            MappedLayer mapped = costing.mapped(layer, words);
            counts.put(
                    layer.name(),
                    Objects.requireNonNull(mapped.cost().arrayCounts(), layer.name()));
        }
        return counts;
    }
}
