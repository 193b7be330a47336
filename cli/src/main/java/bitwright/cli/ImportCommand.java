package bitwright.cli;

import bitwright.cli.flow.PlanImport;
import bitwright.precision.plan.PlanFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bitwright import MODEL`: the bit widths of a quantized model as a plan.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the bit widths of a quantized ONNX model (QDQ, operators on integers, or QONNX) and prints them layer by layer;",
            "with -o also as a plan, without loss and costs. A layer's operand that is not quantized is fp32."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright import resnet8-int.onnx",
            "  bitwright import resnet8-int.onnx -o plan.json"
        })
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "A quantized ONNX file.")
    private Path model = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the plan to this file.")
    private @Nullable Path output;

    @Mixin private final OutputOptions printed = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        PlanImport read = PlanImport.read(model);
        if (output != null) {
            FileWriter.write(
                    output, PlanFile.text(read.document()).getBytes(StandardCharsets.UTF_8));
        }
        Terminal terminal = printed.terminal();
        if (printed.json) {
            terminal.result(json(read));
        } else {
            terminal.table(
                    TextTable.of(
                            List.of("layer", "precision", "weights", "activations"),
                            read.rows(),
                            2));
        }
        return 0;
    }

    private String json(PlanImport read) {
        ObjectNode root =
                JsonText.of("import").put("file", output == null ? null : output.toString());
        ArrayNode layers = root.putArray("layers");
        for (List<String> row : read.rows()) {
            layers.addObject()
                    .put("name", row.get(0))
                    .put("precision", row.get(1))
                    .put("weights", row.get(2))
                    .put("activations", row.get(3));
        }
        return JsonText.print(root);
    }
}
