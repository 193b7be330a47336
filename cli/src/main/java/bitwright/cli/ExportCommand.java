package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanExport;
import bitwright.cli.flow.PlannedLayer;
import bitwright.precision.plan.PlanFile;
import bitwright.workload.onnx.QuantizedDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Parameters(paramLabel = "MODEL", description = "The plan's model.")
    private String model = "";

    @Option(names = "--plan", required = true, paramLabel = "FILE", description = "The plan.")
    private Path plan = Path.of("");

    @Option(
            names = "--target",
            required = true,
            paramLabel = "TARGET",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target = Target.QDQ;

    @Option(
            names = {"-m", "--machine"},
            paramLabel = "FILE",
            description = "The plan's machine, for formats that it defines.")
    private @Nullable Path machine;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of calibration samples (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Write to this file.")
    private Path output = Path.of("");

    @Override
    public Integer call() throws IOException {
        ModelSource source = ModelSource.load(model, 1);
        PlannedLayer planned =
                new PlannedLayer(
                        source,
                        machine == null ? null : MachineSource.load(machine),
                        PlanFile.read(plan),
                        plan.toString());
        planned.requireKnownLayers();
        PlanExport export = new PlanExport(source, planned.precisions());
        byte[] content =
                switch (target) {
                    case QDQ -> export.onnx(QuantizedDialect.QDQ, datasets(), seed);
                    case QONNX -> export.onnx(QuantizedDialect.QONNX, datasets(), seed);
                    case HAWQ -> export.hawq();
                    case CSV -> export.csv();
                };
        write(output, content);
        return 0;
    }

    private static Datasets datasets() throws IOException {
        return Datasets.load(Arguments.root().resolve("models"));
    }

    /// Writes all or nothing.
    ///
    /// @throws BadInputException if the file is a folder or lies in none
    static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (Files.isDirectory(absolute) || folder == null || !Files.isDirectory(folder)) {
            throw new BadInputException(
                    "-o " + file + ": is a folder or lies in none. Give a file in a folder.");
        }
        Path beside = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        try {
            Files.write(beside, content);
            Files.move(
                    beside,
                    absolute,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
