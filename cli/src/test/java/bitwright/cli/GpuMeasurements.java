package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.NetworkResult;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Measured layers, products and networks of GPUs beside what the model says.
final class GpuMeasurements {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    private GpuMeasurements() {}

    /// One measured layer.
    record Measured(
            String set,
            String machine,
            String software,
            String precision,
            LoopNest nest,
            double microseconds) {
        /// Simulated over measured time, less one.
        double error() {
            return GpuMeasurements.microseconds(machine, software, precision, nest) / microseconds
                    - 1;
        }
    }

    /// A machine file under one of its software profiles.
    static Accelerator machine(String name, String software) {
        return MachineReader.read(ROOT.resolve("hw-configs/" + name + ".yaml"))
                .withSoftware(software);
    }

    static double microseconds(String machine, String software, String precision, LoopNest nest) {
        Accelerator accelerator = machine(machine, software);
        return Mapper.map(
                                nest,
                                accelerator.precision(precision),
                                accelerator,
                                MapperOptions.DEFAULT)
                        .cost()
                        .cycles()
                * 1e6
                / accelerator.clockHz();
    }

    static List<Measured> layers(String set) {
        return cells("gpu-layers.csv").stream()
                .filter(cells -> cells[0].equals(set))
                .map(GpuMeasurements::layer)
                .toList();
    }

    private static Measured layer(String[] cells) {
        int[] sizes = Stream.of(cells).skip(5).limit(9).mapToInt(Integer::parseInt).toArray();
        int filter = sizes[6];
        int stride = sizes[7];
        int padding = sizes[8];
        LoopNest nest =
                new LoopNest(
                        sizes[0],
                        sizes[1],
                        sizes[2],
                        sizes[3],
                        sizes[4],
                        sizes[5],
                        filter,
                        filter,
                        new LoopNest.Window(stride, stride, 1, 1, padding, padding),
                        (sizes[4] - 1) * stride + filter - 2 * padding,
                        (sizes[5] - 1) * stride + filter - 2 * padding);
        return new Measured(
                cells[0], cells[2], cells[3], cells[4], nest, Double.parseDouble(cells[14]));
    }

    /// Lines of a data file, without its remarks and its header.
    static List<String[]> cells(String file) {
        try (Stream<String> lines =
                Files.lines(ROOT.resolve("cli/src/test/resources/bitwright/cli/" + file))) {
            return lines.filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// Mean absolute error of some sets together, in percent.
    static double meanErrorPercent(String... sets) {
        return 100
                * Stream.of(sets)
                        .flatMap(set -> layers(set).stream())
                        .mapToDouble(layer -> Math.abs(layer.error()))
                        .average()
                        .orElseThrow();
    }

    /// The greatest TFLOPS of square products; none of 12288, as the A100's constants were fitted
    /// on products with 12288 x 12288 weights.
    static double bestTeraflops(String machine, String precision) {
        double best = 0;
        for (int size : new int[] {8192, 16384, 20480}) {
            double micros =
                    microseconds(
                            machine,
                            "vendor-library",
                            precision,
                            LoopNest.matrixProduct(1, size, size, size));
            best = Math.max(best, 2.0 * size * size * size / micros * 1e-6);
        }
        return best;
    }

    /// A network of the zoo at batch 8 as HAWQ-V3 runs it on the T4: the first and the last layer
    /// at 8 bits.
    ///
    /// @param bits of each contraction between, in order; a single one holds for all
    static NetworkResult hawq(String name, String software, List<Integer> bits) {
        Network network = Zoo.network(name, 8);
        Accelerator t4 = machine("t4", software);
        Precision eight = t4.precision("w8a8");
        Precision four = t4.precision("w4a4");
        NetworkCosting costing = new NetworkCosting(network, t4);
        costing.map(List.of(eight, four), () -> {});
        Map<String, Precision> choices = new LinkedHashMap<>();
        List<Contraction> layers = network.contractions();
        for (int index = 0; index < layers.size(); index++) {
            boolean edge = index == 0 || index == layers.size() - 1;
            int own = edge ? 8 : bits.get(Math.min(index, bits.size()) - 1);
            choices.put(layers.get(index).name(), own == 8 ? eight : four);
        }
        return costing.price(choices);
    }

    /// Milliseconds of the contractions of a network between its first and its last.
    static double innerMilliseconds(NetworkResult result) {
        double[] each =
                result.layers().stream()
                        .filter(layer -> layer.layer() instanceof Contraction)
                        .mapToDouble(layer -> layer.cost().cycles())
                        .toArray();
        double cycles = 0;
        for (int index = 1; index < each.length - 1; index++) {
            cycles += each[index];
        }
        return cycles * 1e3 / result.accelerator().clockHz();
    }
}
