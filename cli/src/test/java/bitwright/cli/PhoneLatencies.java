package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.NetworkMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Latencies of networks on a Pixel 2, one image: Krishnamoorthi, "Quantizing deep convolutional
/// networks for efficient inference", arXiv 1806.08342, recalled. Its networks on HVX are the two
/// MobileNets.
final class PhoneLatencies {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");

    /// The network that the software profiles were fitted on.
    static final String FITTED = "Mobilenet_v1_224";

    /// One way to run networks.
    enum Engine {
        /// Floats on one large core.
        CPU_FLOAT("float CPU", "cortex-a73", "tflite-float", "fp32afp32"),
        /// Eight bits on one large core.
        CPU_8_BIT("8-bit CPU", "cortex-a73", "tflite-uint8", "w8a8"),
        /// Eight bits on the DSP.
        HVX_8_BIT("8-bit HVX", "hexagon-v62", "nnapi", "w8a8");

        final String label;
        final String machine;
        private final String profile;
        private final String precision;

        Engine(String label, String machine, String profile, String precision) {
            this.label = label;
            this.machine = machine;
            this.profile = profile;
            this.precision = precision;
        }
    }

    /// A row of the table.
    record Row(String network, Engine runtime, double milliseconds) {
        boolean fitted() {
            return network.equals(FITTED);
        }
    }

    static final List<Row> ROWS =
            List.of(
                    new Row("Mobilenet_v1_224", Engine.CPU_FLOAT, 155),
                    new Row("Mobilenet_v2_224", Engine.CPU_FLOAT, 105),
                    new Row("Inception_v3", Engine.CPU_FLOAT, 1391),
                    new Row("Resnet_v1_50", Engine.CPU_FLOAT, 874),
                    new Row("Resnet_v1_152", Engine.CPU_FLOAT, 2581),
                    new Row("Mobilenet_v1_224", Engine.CPU_8_BIT, 68),
                    new Row("Mobilenet_v2_224", Engine.CPU_8_BIT, 63),
                    new Row("Inception_v3", Engine.CPU_8_BIT, 536),
                    new Row("Resnet_v1_50", Engine.CPU_8_BIT, 440),
                    new Row("Resnet_v1_152", Engine.CPU_8_BIT, 1274),
                    new Row("Mobilenet_v1_224", Engine.HVX_8_BIT, 16),
                    new Row("Mobilenet_v2_224", Engine.HVX_8_BIT, 15.5));

    private PhoneLatencies() {}

    /// The row of a network in floats.
    static Row floats(String network) {
        return ROWS.stream()
                .filter(row -> row.runtime() == Engine.CPU_FLOAT && row.network().equals(network))
                .findFirst()
                .orElseThrow();
    }

    /// What the model says of the contractions of a network, in milliseconds.
    static double milliseconds(String network, Engine runtime) {
        Accelerator machine =
                MachineReader.read(MACHINES.resolve(runtime.machine + ".yaml"))
                        .withSoftware(runtime.profile);
        Precision precision = machine.precision(runtime.precision);
        List<NetworkMapper.Task> tasks =
                PhoneNetworks.contractions(network).stream()
                        .map(nest -> new NetworkMapper.Task(nest, precision))
                        .toList();
        Map<NetworkMapper.Task, MappedLayer> mapped =
                NetworkMapper.map(tasks, machine, MapperOptions.DEFAULT, () -> {});
        long cycles = 0;
        for (NetworkMapper.Task task : tasks) {
            MappedLayer layer = mapped.get(task);
            if (layer == null) {
                throw new IllegalStateException("a layer was not mapped");
            }
            cycles += layer.cost().cycles();
        }
        return 1e3 * cycles / machine.clockHz();
    }
}
