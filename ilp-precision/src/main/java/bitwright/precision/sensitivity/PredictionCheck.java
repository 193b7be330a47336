package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.quantizer.ActivationQuantization;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.ActivationFake;
import bitwright.workload.onnx.ActivationOperand;
import bitwright.workload.onnx.FloatVariant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/// Measures whole plans, every contraction quantized at once in the float engine, and holds the
/// sums of losses against them.
public final class PredictionCheck {
    /// Random plans unless said otherwise.
    public static final int PLANS = 24;

    private final Subject subject;
    private final OperandScales scales;
    private final OutputChange change;
    private final float[] base;
    private final Map<Map<String, Precision>, Double> known = new ConcurrentHashMap<>();

    /// @param statistics activations of every tensor, for the scales
    /// @param change what is measured
    public PredictionCheck(
            Subject subject, Map<String, ActivationStatistics> statistics, OutputChange change) {
        this.subject = subject;
        this.change = change;
        scales = new OperandScales(subject.network(), statistics);
        base = subject.outputs();
    }

    /// What is measured when every contraction has its precision of a plan.
    ///
    /// @param plan contraction to its precision, with signed activations; contractions that are
    ///   left out stay in floats
    public double measured(Map<String, Precision> plan) {
        Map<ActivationOperand, ActivationFake> fakes = new LinkedHashMap<>();
        Map<String, float[]> exchanged = new LinkedHashMap<>();
        for (Contraction layer : subject.network().contractions()) {
            Precision precision = plan.get(layer.name());
            if (precision == null) {
                continue;
            }
            for (int operand = 0; operand < layer.inputs().size(); operand++) {
                ActivationQuantization quantization =
                        scales.of(layer, operand, precision.activations());
                fakes.put(
                        new ActivationOperand(layer.name(), operand),
                        new ActivationFake(
                                quantization.scale(),
                                quantization.minimum(),
                                quantization.maximum()));
            }
            float[] weights = WeightError.quantized(subject.network(), layer, precision.weights());
            if (weights.length > 0) {
                exchanged.put(layer.name(), weights);
            }
        }
        FloatVariant variant = FloatVariant.of(subject.onnx(), fakes, List.of());
        try (FloatEngine engine = new FloatEngine(subject.network(), variant, List.of())) {
            return change.of(
                    base,
                    engine.logits(subject.images(), subject.count(), exchanged),
                    subject.labels());
        }
    }

    /// Compares a plan's sum of losses, and those of random plans, with what is measured. The same
    /// seed and choices give the same plans, which are measured once.
    ///
    /// @param table whose choices have the losses; random plans keep to its couplings and to no
    ///   budget
    /// @param precisions what each layer's choices mean, by name, with signed activations
    /// @param plan layer to its choice
    /// @param plans random plans, at least 2
    /// @param seed of the random plans
    /// @param step called after each plan, from any thread
    public Prediction check(
            CostTable table,
            Map<String, Map<String, Precision>> precisions,
            Map<String, String> plan,
            int plans,
            long seed,
            Runnable step) {
        CostTable rows = ofContractions(table);
        RandomPlans random = new RandomPlans(rows, seed);
        List<Map<String, Choice>> all = new ArrayList<>();
        all.add(chosen(rows, plan));
        for (int count = 0; count < plans; count++) {
            all.add(random.next());
        }
        Parallel<Double> jobs = new Parallel<>();
        for (Map<String, Choice> each : all) {
            jobs.add(() -> {
                double measured =
                        known.computeIfAbsent(precisions(each, precisions), this::measured);
                step.run();
                return measured;
            });
        }
        List<Double> measured = jobs.results();
        List<Double> predicted = all.stream().map(PredictionCheck::sum).toList();
        return new Prediction(
                change,
                predicted.getFirst(),
                measured.getFirst(),
                plans,
                rankCorrelation(
                        predicted.subList(1, predicted.size()),
                        measured.subList(1, measured.size())),
                subject.count());
    }

    /// Spearman's rank correlation; 0 where one of the two is constant.
    static double rankCorrelation(List<Double> one, List<Double> other) {
        double correlation =
                new SpearmansCorrelation()
                        .correlation(
                                one.stream().mapToDouble(Double::doubleValue).toArray(),
                                other.stream().mapToDouble(Double::doubleValue).toArray());
        return Double.isNaN(correlation) ? 0 : correlation;
    }

    private static double sum(Map<String, Choice> plan) {
        return plan.values().stream().mapToDouble(Choice::loss).sum();
    }

    private static Map<String, Choice> chosen(CostTable table, Map<String, String> plan) {
        Map<String, Choice> chosen = new LinkedHashMap<>();
        for (LayerChoices layer : table.layers()) {
            for (Choice choice : layer.choices()) {
                if (choice.name().equals(plan.get(layer.name()))) {
                    chosen.put(layer.name(), choice);
                }
            }
        }
        return chosen;
    }

    private static Map<String, Precision> precisions(
            Map<String, Choice> plan, Map<String, Map<String, Precision>> precisions) {
        Map<String, Precision> byLayer = new LinkedHashMap<>();
        plan.forEach((layer, choice) -> {
            Precision precision = precisions.getOrDefault(layer, Map.of()).get(choice.name());
            if (precision == null) {
                throw new IllegalArgumentException(
                        "layer " + layer + ": no precision is known for " + choice.name() + ".");
            }
            byLayer.put(layer, precision);
        });
        return byLayer;
    }

    /// The rows of contractions, with what couples them: rows that a question adds have no say in
    /// the loss.
    private CostTable ofContractions(CostTable table) {
        Set<String> names = new LinkedHashSet<>();
        subject.network().contractions().forEach(layer -> names.add(layer.name()));
        return new CostTable(
                table.network(),
                table.layers().stream().filter(layer -> names.contains(layer.name())).toList(),
                table.couplings().stream()
                        .map(coupling ->
                                new Coupling(
                                        coupling.attribute(),
                                        coupling.layers().stream()
                                                .filter(names::contains)
                                                .toList()))
                        .toList(),
                table.pairs().stream()
                        .filter(pair ->
                                names.contains(pair.first().layer())
                                        && names.contains(pair.second().layer()))
                        .toList());
    }
}
