package bitwright.cli.flow;

import bitwright.arch.format.Accumulator;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.workload.onnx.IntegerType;
import bitwright.workload.onnx.OperandWidths;
import bitwright.workload.onnx.QuantizedWidths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The bit widths of a quantized model as a plan: choices alone, of which neither loss nor costs
/// nor any bound is known.
///
/// @param document the plan; without the hash of a model, so that it holds for the float model too
/// @param rows layer, precision, weight format and activation format, in the order of the layers
public record PlanImport(PlanDocument document, List<List<String>> rows) {
    private static final String FLOATS = "fp32";

    /// Reads a model.
    ///
    /// @throws bitwright.workload.ModelFileException if the file is none that can be read
    /// @throws BadInputException if nothing in it is quantized, or a layer is in a way that no plan
    ///   can say
    public static PlanImport read(Path file) {
        List<OperandWidths> widths = QuantizedWidths.read(file);
        if (widths.stream().noneMatch(OperandWidths::any)) {
            throw new BadInputException(
                    file
                            + ": no operand of a contraction is quantized. Maybe give the QDQ or"
                            + " QONNX file that was made from it.");
        }
        Map<String, String> choices = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (OperandWidths layer : widths) {
            Precision precision = precision(file, layer);
            choices.put(layer.contraction(), precision.name());
            rows.add(
                    List.of(
                            layer.contraction(),
                            precision.name(),
                            precision.weights().name(),
                            precision.activations().name()));
        }
        PrecisionPlan plan =
                new PrecisionPlan(
                        choices,
                        PrecisionPlan.UNKNOWN,
                        Map.of(),
                        PrecisionPlan.UNKNOWN,
                        PrecisionPlan.UNKNOWN,
                        PrecisionPlan.Status.FEASIBLE,
                        "none: widths read from a model, loss and costs unknown");
        return new PlanImport(PlanDocument.of(plan), List.copyOf(rows));
    }

    private static Precision precision(Path file, OperandWidths layer) {
        NumberFormat activations = format(file, layer, layer.activations().getFirst());
        NumberFormat weights = format(file, layer, layer.weights());
        if (layer.activations().size() == 2) {
            weights = format(file, layer, layer.activations().get(1));
            if (weights.bits() != activations.bits()) {
                throw new BadInputException(
                        file
                                + ": layer "
                                + layer.contraction()
                                + ": multiplies "
                                + activations.name()
                                + " by "
                                + weights.name()
                                + " activations, which a plan gives one width. Maybe quantize both"
                                + " alike.");
            }
        }
        return new Precision(weights, activations, new Accumulator(Precision.ACCUMULATOR_BITS));
    }

    private static NumberFormat format(Path file, OperandWidths layer, Optional<IntegerType> type) {
        try {
            return NumberFormat.parse(type.map(IntegerType::name).orElse(FLOATS));
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(
                    file + ": layer " + layer.contraction() + ": " + problem.getMessage(), problem);
        }
    }
}
