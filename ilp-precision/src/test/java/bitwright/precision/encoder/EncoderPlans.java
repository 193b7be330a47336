package bitwright.precision.encoder;

import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.precision.encoder.Encoder.Matrix;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Plans of an encoder's weights under memory budgets, and uniform widths, by the cosine of their
/// embeddings with those of the float network.
final class EncoderPlans implements AutoCloseable {
    private static final int[] WIDTHS = {8, 7, 6, 5, 4, 3};

    private final Encoder encoder = new Encoder();
    private final Sentences sentences = new Sentences();
    private final Map<String, float[]> quantized = new HashMap<>();
    private final CostTable table;

    /// One way to quantize.
    ///
    /// @param kib of the matrices, a scale of 32 bits for each output channel not counted
    record Row(String name, double kib, double loss, double meanCosine, double leastCosine) {
        String markdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.5f | %.5f | %.5f |",
                    name,
                    kib,
                    loss,
                    meanCosine,
                    leastCosine);
        }
    }

    EncoderPlans() throws IOException, OrtException {
        List<long[]> tokens = sentences.tokens(Sentences.CALIBRATION);
        List<double[]> real = encoder.embeddings(tokens, Map.of());
        List<LayerChoices> layers = new ArrayList<>();
        Map<String, List<String>> readers = new LinkedHashMap<>();
        for (Matrix matrix : encoder.matrices()) {
            readers.computeIfAbsent(matrix.input(), _ -> new ArrayList<>()).add(matrix.name());
            List<Choice> choices = new ArrayList<>();
            for (int width : WIDTHS) {
                float[] values = quantized(matrix, width);
                List<double[]> moved = encoder.embeddings(tokens, Map.of(matrix.name(), values));
                double loss = 1 - mean(Encoder.cosines(moved, real));
                choices.add(
                        new Choice(
                                "int" + width,
                                Math.max(0, loss),
                                Map.of("size", (double) matrix.values().length * width / 8192),
                                Map.of("choice", "int" + width)));
            }
            layers.add(new LayerChoices(matrix.name(), choices));
        }
        List<Coupling> couplings =
                readers.values().stream()
                        .filter(names -> names.size() > 1)
                        .map(names -> new Coupling("choice", names))
                        .toList();
        table = new CostTable("all-MiniLM-L6-v2", layers, couplings);
    }

    /// Layers that are decided together: query, key and value of each block.
    int couplings() {
        return table.couplings().size();
    }

    int matrices() {
        return table.layers().size();
    }

    /// Memory of all matrices at one width.
    double kib(double width) {
        return encoder.matrices().stream().mapToDouble(each -> each.values().length).sum()
                * width
                / 8192;
    }

    Row uniform(int width) throws OrtException {
        Map<String, String> choices = new LinkedHashMap<>();
        table.layers().forEach(layer -> choices.put(layer.name(), "int" + width));
        return row("int" + width + " everywhere", choices);
    }

    Row planned(double kib) throws OrtException {
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(table, Map.of("size", kib), SolverOptions.DEFAULT);
        if (plan.gap() > 0) {
            throw new IllegalStateException("the plan is not proven.");
        }
        return row(String.format(Locale.ROOT, "plan of at most %,.0f KiB", kib), plan.choices());
    }

    private Row row(String name, Map<String, String> choices) throws OrtException {
        Map<String, float[]> exchanged = new HashMap<>();
        double kib = 0;
        double loss = 0;
        for (LayerChoices layer : table.layers()) {
            Matrix matrix =
                    encoder.matrices().stream()
                            .filter(each -> each.name().equals(layer.name()))
                            .findFirst()
                            .orElseThrow();
            for (Choice choice : layer.choices()) {
                if (choice.name().equals(choices.get(layer.name()))) {
                    int width = Integer.parseInt(choice.name().substring(3));
                    exchanged.put(matrix.name(), quantized(matrix, width));
                    kib += choice.costs().getOrDefault("size", 0.0);
                    loss += choice.loss();
                }
            }
        }
        List<long[]> tokens = sentences.tokens(Sentences.TEST);
        List<Double> cosines =
                Encoder.cosines(
                        encoder.embeddings(tokens, exchanged),
                        encoder.embeddings(tokens, Map.of()));
        return new Row(
                name,
                kib,
                loss,
                mean(cosines),
                cosines.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
    }

    private float[] quantized(Matrix matrix, int width) {
        NumberFormat format = new Int(width, true);
        return quantized.computeIfAbsent(
                matrix.name() + " " + width, _ -> matrix.quantized(format));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Override
    public void close() throws OrtException {
        encoder.close();
    }
}
