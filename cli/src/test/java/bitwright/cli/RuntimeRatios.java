package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// ONNX Runtime's time in fp32 over its time in eight bits, as measured on one core, and as the
/// machine `zen3-avx2` has it.
final class RuntimeRatios {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final Path FILE =
            ROOT.resolve("cli/src/test/resources/bitwright/cli/runtime-ratio.csv");

    /// @param name the product or convolution
    /// @param measured time in fp32 over time in eight bits, measured
    /// @param predicted the same of the model
    record Ratio(String name, double measured, double predicted) {
        double errorPercent() {
            return 100 * (predicted / measured - 1);
        }
    }

    private RuntimeRatios() {}

    /// What was measured with what: the comments of the file.
    static String provenance() throws IOException {
        return String.join(
                "; ",
                Files.readAllLines(FILE).stream()
                        .filter(line -> line.startsWith("# "))
                        .map(line -> line.substring(2))
                        .toList());
    }

    static List<Ratio> all() throws IOException {
        Accelerator machine = MachineReader.read(ROOT.resolve("hw-configs/zen3-avx2.yaml"));
        Precision floats = machine.precision("fp32afp32");
        Precision codes = machine.precision("w8a8").withUnsignedActivations();
        List<Ratio> ratios = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (!line.startsWith("\"")) {
                continue;
            }
            int end = line.lastIndexOf('"');
            String[] cells = line.substring(end + 2).split(",");
            LoopNest nest = nest(cells);
            ratios.add(
                    new Ratio(
                            line.substring(1, end),
                            Double.parseDouble(cells[5]) / Double.parseDouble(cells[6]),
                            cycles(nest, floats, machine) / cycles(nest, codes, machine)));
        }
        return ratios;
    }

    private static double cycles(LoopNest nest, Precision precision, Accelerator machine) {
        return Mapper.map(nest, precision, machine, MapperOptions.DEFAULT).cost().cycles();
    }

    private static LoopNest nest(String[] cells) {
        int outputs = Integer.parseInt(cells[0]);
        int inputs = Integer.parseInt(cells[1]);
        int rows = Integer.parseInt(cells[2]);
        int side = Integer.parseInt(cells[3]);
        int filter = Integer.parseInt(cells[4]);
        return rows > 0
                ? LoopNest.matrixProduct(1, rows, outputs, inputs)
                : new LoopNest(
                        1,
                        1,
                        outputs,
                        inputs,
                        side,
                        side,
                        filter,
                        filter,
                        new LoopNest.Window(1, 1, 1, 1, filter / 2, filter / 2),
                        side,
                        side);
    }
}
