package bitwright.bench;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.Objective;
import bitwright.mapper.search.Proof;
import bitwright.mapper.timeloop.ConstraintsFile;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/// The proven search in Timeloop's row-stationary space and without constraints, against Timeloop's
/// exhaustive search.
final class ExhaustiveComparison {
    private static final Path FOLDER =
            Path.of("cli", "src", "test", "resources", "bitwright", "cli", "timeloop");

    /// Mappings a second of Timeloop's exhaustive search on one idle thread, as recorded.
    private static final double SLOWEST = 1500;

    private static final double FASTEST = 7350;

    private static final String HEAD =
            """

            ## Against an exhaustive search

            A row-stationary array of 256 elements (`cli/src/test/resources/bitwright/cli/timeloop/row_stationary.yaml`) under row-stationary constraints: the least energy times cycles that Timeloop 3.0.3 found by looking at all mappings, and ours, both in J·cycle by the same unit energies; our space has ceilings as tile sizes, too. Timeloop could not be built here: its seconds are the mappings that it looked at over its recorded 1,500 to 7,350 mappings a second on one idle thread. Ours are processor seconds of one thread in this run. `RowStationaryTest` holds the same comparison with Timeloop's access counts.

            | layer | Timeloop | seconds | ours, constrained | gap | seconds | ours, free | gap | seconds |
            |---|---|---|---|---|---|---|---|---|
            """;

    private ExhaustiveComparison() {}

    static String text() throws IOException {
        Accelerator machine = MachineReader.read(FOLDER.resolve("row_stationary.yaml"));
        String file = "row_stationary.constraints.yaml";
        Constraints constraints =
                ConstraintsFile.parse(Files.readString(FOLDER.resolve(file)), file, machine);
        StringBuilder text = new StringBuilder(HEAD);
        for (String line : Files.readAllLines(FOLDER.resolve("row_stationary_optima.csv"))) {
            if (line.startsWith("#") || line.startsWith("layer,")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            LoopNest nest = nest(cells);
            double mappings = Double.parseDouble(cells[6]);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %.0f to %.0f | %s | %s |%n",
                            cells[0],
                            cells[8],
                            mappings / FASTEST,
                            mappings / SLOWEST,
                            cell(nest, machine, constraints),
                            cell(nest, machine, Constraints.NONE)));
        }
        return text.toString();
    }

    private static String cell(LoopNest nest, Accelerator machine, Constraints constraints) {
        double start = ProcessorTime.microseconds();
        Proof proof =
                Objects.requireNonNull(
                        Mapper.map(
                                        nest,
                                        machine.units()
                                                .getFirst()
                                                .instructions()
                                                .getFirst()
                                                .precision(),
                                        machine,
                                        MapperOptions.proving(Objective.EDP, constraints))
                                .proof());
        double seconds = (ProcessorTime.microseconds() - start) / 1e6;
        return String.format(
                Locale.ROOT,
                "%.3g | %s | %.2f",
                proof.value() / 1e12,
                proof.isProvenBest()
                        ? "0"
                        : String.format(Locale.ROOT, "%.1f %%", 100 * proof.gap()),
                seconds);
    }

    /// Padding is part of the input, as Timeloop counts it.
    private static LoopNest nest(String[] cells) {
        int output = Integer.parseInt(cells[3]);
        int filter = Integer.parseInt(cells[4]);
        int stride = Integer.parseInt(cells[5]);
        int input = (output - 1) * stride + filter;
        return new LoopNest(
                1,
                1,
                Integer.parseInt(cells[1]),
                Integer.parseInt(cells[2]),
                output,
                output,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, 0, 0),
                input,
                input);
    }
}
