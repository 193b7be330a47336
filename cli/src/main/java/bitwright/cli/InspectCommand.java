package bitwright.cli;

import bitwright.cli.flow.ModelSource;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.io.IOException;
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

/// `bitwright inspect MODEL`: what a network consists of.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Prints the layers of a model with shapes, MACs and parameters.",
        footer = {
            "",
            "Examples:",
            "  bitwright inspect models/fashion-resnet8.onnx",
            "  bitwright inspect zoo:vit_b_16 --json",
            "  bitwright inspect encoder.onnx --shape sequence_length=128"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "An ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private String model = "";

    @Mixin private final InputOptions inputs = new InputOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        Network network = ModelSource.load(model, inputs.batch(), inputs.sizes()).network();
        Terminal terminal = common.terminal();
        if (common.json) {
            terminal.result(json(network));
        } else if (!common.quiet) {
            terminal.table(table(network));
        }
        return 0;
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
