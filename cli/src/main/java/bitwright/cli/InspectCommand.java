package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineWriter;
import bitwright.cli.flow.MachineSource;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `bitwright inspect MODEL`: what a network consists of; or a machine file: what it says, with
/// what is composed.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the layers of a model with shapes, MACs and parameters;",
            "of a machine file (.yaml), memories, areas and instructions, composed ones as numbers."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright inspect models/fashion-resnet8.onnx",
            "  bitwright inspect zoo:vit_b_16 --json",
            "  bitwright inspect encoder.onnx --shape sequence_length=128",
            "  bitwright inspect hw-configs/pot4-array-16x23.yaml"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "An ONNX file, a SCALE-Sim topology (.csv), zoo:NAME or a machine file (.yaml).")
    private String model = "";

    @Mixin private final InputOptions inputs = new InputOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = common.terminal();
        if (model.toLowerCase(Locale.ROOT).endsWith(".yaml")) {
            inspectMachine(terminal);
            return 0;
        }
        Network network = inputs.load(model).network();
        if (common.json) {
            terminal.result(json(network));
        } else if (!common.quiet) {
            terminal.table(table(network));
        }
        return 0;
    }

    /// With `--json`, the machine file itself with all that is composed as numbers.
    private void inspectMachine(Terminal terminal) throws IOException {
        Accelerator machine = MachineSource.load(Path.of(model)).accelerator();
        if (common.json) {
            terminal.result(MachineWriter.json(machine));
        } else if (!common.quiet) {
            terminal.table(MachineTable.of(machine));
        }
    }

    private static String table(Network network) {
        List<List<String>> rows = new ArrayList<>();
        for (Layer layer : network.layers()) {
            rows.add(
                    List.of(
                            layer.name(),
                            layer.op(),
                            shape(network, layer),
                            macs(layer),
                            weights(layer)));
        }
        String summary =
                String.format(
                        Locale.ROOT,
                        "%n%s: %d layers (%d contractions), %,d MACs, %,d parameters",
                        network.name(),
                        network.layers().size(),
                        network.contractions().size(),
                        network.macs(),
                        network.parameters());
        return TextTable.of(List.of("layer", "op", "output shape", "MACs", "weights"), rows, 3)
                + summary;
    }

    private static String shape(Network network, Layer layer) {
        return network.shapes().getOrDefault(layer.output(), List.of()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" × "));
    }

    private static String macs(Layer layer) {
        return layer instanceof Contraction contraction
                ? String.format(Locale.ROOT, "%,d", contraction.nest().macs())
                : "";
    }

    private static String weights(Layer layer) {
        return layer instanceof Contraction contraction && contraction.inputs().size() == 1
                ? String.format(Locale.ROOT, "%,d", contraction.nest().elements(Operand.WEIGHT))
                : "";
    }

    private static String json(Network network) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        root.put("name", network.name())
                .put("macs", network.macs())
                .put("parameters", network.parameters());
        var layers = root.putArray("layers");
        for (Layer layer : network.layers()) {
            ObjectNode row = layers.addObject().put("name", layer.name()).put("op", layer.op());
            row.put(
                    "kind",
                    switch (layer) {
                        case Contraction contraction -> "contraction";
                        case Pointwise pointwise -> "pointwise";
                        case View view -> "view";
                    });
            var shape = row.putArray("shape");
            network.shapes().getOrDefault(layer.output(), List.of()).forEach(shape::add);
            if (layer instanceof Contraction contraction) {
                row.put("macs", contraction.nest().macs());
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }
}
