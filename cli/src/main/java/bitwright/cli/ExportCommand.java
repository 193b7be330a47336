package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanExport;
import bitwright.cli.flow.PlannedLayer;
import bitwright.workload.onnx.QuantizedDialect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bitwright export MODEL --plan plan.json --target qdq -o FILE`: a plan in another tool's file.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a plan for other tools. qdq: the ONNX model with QuantizeLinear and DequantizeLinear of operator set 21 at",
            "the operands of every contraction, for integers of 4, 8 and 16 bits; qonnx: the same with Quant nodes, for integers",
            "of any width; weights have a scale for each output channel, activations one for each tensor, calibrated on the",
            "images in models/; additions and normalizations stay in floats. hawq: bit_config.py of HAWQ. csv: any format."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright export models/fashion-resnet8.onnx --plan bitwright-report/plan.json --target qdq -o resnet8-int.onnx",
            "  bitwright export models/fashion-resnet8.onnx --plan bitwright-report/plan.json --target csv -o formats.csv"
        })
final class ExportCommand implements Callable<Integer> {
    /// What is written.
    enum Target {
        QDQ,
        QONNX,
        HAWQ,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin private final PlannedOptions planned = new PlannedOptions();

    @Option(
            names = "--target",
            required = true,
            paramLabel = "TARGET",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target = Target.QDQ;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Write to this file.")
    private Path output = Path.of("");

    @Mixin private final OutputOptions printed = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        ModelSource source = planned.source();
        PlannedLayer layers = planned.layers(source, planned.machine());
        layers.requireKnownLayers();
        PlanExport export = new PlanExport(source, layers.precisions());
        byte[] content =
                switch (target) {
                    case QDQ -> export.onnx(QuantizedDialect.QDQ, datasets(), planned.seed);
                    case QONNX -> export.onnx(QuantizedDialect.QONNX, datasets(), planned.seed);
                    case HAWQ -> export.hawq();
                    case CSV -> export.csv();
                };
        FileWriter.write(output, content);
        if (printed.json) {
            printed.terminal()
                    .result(
                            JsonText.print(
                                    JsonText.of("export")
                                            .put("target", target.toString())
                                            .put("file", output.toString())
                                            .put("bytes", content.length)));
        }
        return 0;
    }

    private static Datasets datasets() throws IOException {
        return Datasets.load(Arguments.root().resolve("models"));
    }
}
