package bitwright.precision.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.table.AllowedPairs;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.FloatVariant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whole plans against single layers, on the shipped ResNet-8.
final class PredictionCheckTest {
    private static final Precision WIDE = Precision.parse("w8a8");
    private static final Precision NARROW = Precision.parse("w3a4");

    private static Subject subject;
    private static Map<String, ActivationStatistics> statistics;

    @BeforeAll
    static void read() throws IOException {
        subject = ShippedModels.subject("fashion-resnet8", 32);
        statistics = subject.statistics(20_000, 1);
    }

    /// A plan of one layer alone loses what is measured of that layer, by every change.
    @Test
    void aPlanOfOneLayerLosesWhatTheLayerLoses() {
        Contraction layer = subject.network().contractions().get(3);
        for (OutputChange change : OutputChange.values()) {
            PredictionCheck check = new PredictionCheck(subject, statistics, change);
            Map<String, Double> losses =
                    new MeasuredSensitivity(subject, statistics, change)
                            .losses(layer, List.of(NARROW), () -> {});
            assertThat(check.measured(Map.of(layer.name(), NARROW)))
                    .isEqualTo(losses.get(NARROW.name()));
            assertThat(check.measured(Map.of())).isZero();
        }
    }

    /// The last layer is a matrix product: its error is known from what it reads.
    @Test
    void lossesOfTheLastLayerAreKnownFromWhatItReads() {
        Contraction layer = subject.network().contractions().getLast();
        String read = layer.inputs().getFirst();
        Map<String, float[]> activations;
        try (FloatEngine engine =
                new FloatEngine(
                        subject.network(),
                        FloatVariant.of(subject.onnx(), Map.of(), List.of(read)),
                        List.of(read))) {
            activations = engine.activations(subject.images(), subject.count());
        }
        float[] features = Objects.requireNonNull(activations.get(read));
        Precision precision =
                new Precision(
                        NumberFormat.parse("int3"),
                        NumberFormat.parse("int16"),
                        WIDE.accumulator());
        float[] exact = WeightError.weights(subject.network(), layer);
        float[] quantized = WeightError.quantized(subject.network(), layer, precision.weights());
        float[] base = subject.outputs();
        double[] moved = new double[base.length];
        double squares = 0;
        int depth = exact.length / 10;
        for (int at = 0; at < base.length; at++) {
            double change = 0;
            for (int c = 0; c < depth; c++) {
                int weight = at % 10 * depth + c;
                change +=
                        ((double) quantized[weight] - exact[weight])
                                * features[at / 10 * depth + c];
            }
            moved[at] = base[at] + change;
            squares += change * change / base.length;
        }
        assertThat(loss(OutputChange.OUTPUT_ERROR, layer, precision))
                .isCloseTo(squares, within(0.01 * squares));
        double divergence = 0;
        for (int image = 0; image < subject.count(); image++) {
            double[] p = probabilities(image, at -> base[at]);
            double[] q = probabilities(image, at -> moved[at]);
            for (int label = 0; label < 10; label++) {
                divergence += p[label] * Math.log(p[label] / q[label]) / subject.count();
            }
        }
        assertThat(loss(OutputChange.DIVERGENCE, layer, precision))
                .isCloseTo(divergence, within(0.01 * divergence));
    }

    private static double loss(OutputChange change, Contraction layer, Precision precision) {
        return Objects.requireNonNull(
                new MeasuredSensitivity(subject, statistics, change)
                        .losses(layer, List.of(precision), () -> {})
                        .get(precision.name()));
    }

    private static double[] probabilities(int image, IntToDoubleFunction logits) {
        double[] probabilities = new double[10];
        double sum = 0;
        for (int label = 0; label < 10; label++) {
            probabilities[label] = Math.exp(logits.applyAsDouble(image * 10 + label));
            sum += probabilities[label];
        }
        for (int label = 0; label < 10; label++) {
            probabilities[label] /= sum;
        }
        return probabilities;
    }

    /// Losses that are what is measured of whole plans of one free layer order them rightly; their
    /// negatives order them wrongly.
    @Test
    void theCorrelationIsOneForRightLossesAndMinusOneForTheirNegatives() {
        PredictionCheck check = new PredictionCheck(subject, statistics, OutputChange.DIVERGENCE);
        Contraction free = subject.network().contractions().get(1);
        Map<String, Precision> byName = new LinkedHashMap<>();
        for (String name : List.of("w8a8", "w6a8", "w4a8", "w3a8", "w2a8")) {
            byName.put(name, Precision.parse(name));
        }
        Map<String, Double> losses = new LinkedHashMap<>();
        byName.forEach((name, precision) ->
                losses.put(name, check.measured(Map.of(free.name(), precision))));
        for (int sign = 1; sign >= -1; sign -= 2) {
            List<Choice> choices = new ArrayList<>();
            for (Map.Entry<String, Double> entry : losses.entrySet()) {
                choices.add(
                        new Choice(entry.getKey(), sign * entry.getValue(), Map.of(), Map.of()));
            }
            CostTable table =
                    new CostTable(
                            "one", List.of(new LayerChoices(free.name(), choices)), List.of());
            Prediction prediction =
                    check.check(
                            table,
                            Map.of(free.name(), byName),
                            Map.of(free.name(), "w3a8"),
                            20,
                            3,
                            () -> {});
            assertThat(prediction.rankCorrelation()).isCloseTo(sign, within(1e-9));
            assertThat(prediction.predicted()).isEqualTo(sign * prediction.measured());
            assertThat(prediction.measured()).isEqualTo(losses.get("w3a8"));
            assertThat(prediction.plans()).isEqualTo(20);
            assertThat(prediction.images()).isEqualTo(32);
        }
    }

    @Test
    void randomPlansKeepToCouplingsAndDiffer() {
        List<LayerChoices> layers = new ArrayList<>();
        for (String layer : List.of("a", "b", "c")) {
            List<Choice> choices = new ArrayList<>();
            for (String name : List.of("w8a8", "w4a8", "w4a4")) {
                Map<String, String> attributes =
                        Map.of(Couplings.INPUT, name.substring(2), "weights", name.substring(0, 2));
                choices.add(new Choice(name, 0, Map.of(), attributes));
            }
            layers.add(new LayerChoices(layer, choices));
        }
        AllowedPairs pairs =
                new AllowedPairs(
                        new AllowedPairs.End("b", "weights"),
                        new AllowedPairs.End("c", "weights"),
                        List.of(
                                new AllowedPairs.Pair("w8", "w4"),
                                new AllowedPairs.Pair("w4", "w8")));
        CostTable table =
                new CostTable(
                        "three",
                        layers,
                        List.of(new Coupling(Couplings.INPUT, List.of("a", "b"))),
                        List.of(pairs));
        RandomPlans random = new RandomPlans(table, 5);
        Set<String> seen = new HashSet<>();
        for (int count = 0; count < 200; count++) {
            Map<String, Choice> plan = random.next();
            String a = name(plan, "a");
            String b = name(plan, "b");
            String c = name(plan, "c");
            assertThat(a.substring(2)).isEqualTo(b.substring(2));
            assertThat(b.startsWith("w8")).isNotEqualTo(c.startsWith("w8"));
            seen.add(a + b + c);
        }
        // a8: 2 choices of a, b with c: w8 with 2, w4 with 1; a4: a w4, b w4, c w8.
        assertThat(seen).hasSize(2 * 3 + 1);
        CostTable impossible =
                new CostTable(
                        "three",
                        layers,
                        List.of(),
                        List.of(new AllowedPairs(pairs.first(), pairs.second(), List.of())));
        assertThatThrownBy(() -> new RandomPlans(impossible, 5).next())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("three");
    }

    private static String name(Map<String, Choice> plan, String layer) {
        return Objects.requireNonNull(plan.get(layer)).name();
    }
}
