package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.QuantizedOperands;
import bitwright.precision.table.CsvText;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.QuantizedDialect;
import bitwright.workload.onnx.QuantizedModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// A plan in the files of other tools.
public final class PlanExport {
    private final ModelSource model;
    private final Map<String, Precision> precisions;

    /// @param precisions the exact formats of every contraction, by name
    public PlanExport(ModelSource model, Map<String, Precision> precisions) {
        this.model = model;
        this.precisions = Map.copyOf(precisions);
    }

    /// The model with quantized operands; scales come from calibration images as those of the
    /// integer network do.
    ///
    /// @param seed of the calibration samples
    /// @throws BadInputException in one line, if the model cannot be calibrated, or naming the
    ///   layer and a cure, if the dialect lacks a format
    public byte[] onnx(QuantizedDialect dialect, Datasets datasets, long seed) {
        byte[] onnx = model.onnx();
        if (onnx == null) {
            throw new BadInputException(
                    model.argument() + ": has no weights to export. Give an ONNX file.");
        }
        requireIntegers();
        requireTypes(dialect);
        try {
            datasets.check(model.argument(), model.network());
        } catch (BadInputException other) {
            throw new BadInputException(
                    model.argument()
                            + ": activations are calibrated on the labelled images in models/,"
                            + " which it does not read. Maybe --target csv.",
                    other);
        }
        Map<String, ActivationStatistics> statistics =
                datasets.subject(model, PlanOptions.CALIBRATION_IMAGES)
                        .statistics(PlanOptions.STATISTICS_SAMPLES, seed);
        try {
            return QuantizedModel.write(
                    onnx, dialect, QuantizedOperands.of(model.network(), precisions, statistics));
        } catch (IllegalArgumentException | ArithmeticException problem) {
            throw new BadInputException(model.argument() + ": " + problem.getMessage(), problem);
        }
    }

    /// The bit widths in the layout of HAWQ's `bit_config.py`: a dictionary of one configuration,
    /// from the name of a module to its bits. A contraction's weights have the name of its module,
    /// the activations that it reads that name with `.quant_act`, the network's input
    /// `quant_input`. Modules are called as the ONNX file calls them: `/stage1/conv/Conv` is
    /// `stage1.conv`.
    ///
    /// @throws BadInputException naming the layer, if a format is no integer
    public byte[] hawq() {
        requireIntegers();
        JsonMapper mapper = JsonMapper.builder().build();
        StringBuilder text = new StringBuilder("bit_config_dict = {\n    ");
        text.append(mapper.writeValueAsString("bit_config_" + model.network().name() + "_plan"))
                .append(": {\n");
        boolean hasInput = false;
        for (Contraction layer : model.network().contractions()) {
            String module = module(layer.name());
            boolean first = model.network().inputs().contains(layer.inputs().getFirst());
            if (!first || !hasInput) {
                line(
                        text,
                        mapper,
                        first ? "quant_input" : module + ".quant_act",
                        precision(layer).activations().bits());
            }
            hasInput |= first;
            if (layer.inputs().size() == 1) {
                line(text, mapper, module, precision(layer).weights().bits());
            }
        }
        return text.append("    },\n}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, JsonMapper mapper, String name, int bits) {
        text.append("        ")
                .append(mapper.writeValueAsString(name))
                .append(": ")
                .append(bits)
                .append(",\n");
    }

    /// The module of a node that PyTorch exported; any other name as it is.
    private static String module(String node) {
        int last = node.lastIndexOf('/');
        return node.startsWith("/") && last > 0 ? node.substring(1, last).replace('/', '.') : node;
    }

    /// A table of every contraction: formats by name, then bits. Of a product of two activations,
    /// the second has the place of the weights.
    public byte[] csv() {
        StringBuilder text =
                new StringBuilder("layer,weights,activations,weightBits,activationBits\n");
        for (Contraction layer : model.network().contractions()) {
            Precision precision = precision(layer);
            text.append(
                    CsvText.row(
                            Stream.of(
                                    layer.name(),
                                    precision.weights().name(),
                                    precision.activations().name(),
                                    Integer.toString(precision.weights().bits()),
                                    Integer.toString(precision.activations().bits()))));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void requireIntegers() {
        for (Contraction layer : model.network().contractions()) {
            try {
                QuantizedOperands.requireIntegers(layer, precision(layer));
            } catch (IllegalArgumentException problem) {
                throw new BadInputException(
                        model.argument() + ": " + problem.getMessage(), problem);
            }
        }
    }

    private void requireTypes(QuantizedDialect dialect) {
        for (Contraction layer : model.network().contractions()) {
            Precision precision = precision(layer);
            for (NumberFormat format : List.of(precision.weights(), precision.activations())) {
                if (!dialect.has(QuantizedOperands.type(format).orElseThrow())) {
                    throw new BadInputException(
                            model.argument()
                                    + ": layer "
                                    + layer.name()
                                    + ": "
                                    + format.name()
                                    + " has no element type in ONNX, which has integers of 4, 8 and"
                                    + " 16 bits. Maybe --target qonnx.");
                }
            }
        }
    }

    private Precision precision(Contraction layer) {
        return Objects.requireNonNull(precisions.get(layer.name()), layer.name());
    }
}
