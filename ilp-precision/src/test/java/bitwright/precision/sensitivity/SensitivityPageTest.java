package bitwright.precision.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import bitwright.precision.table.Couplings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Holds every measure of sensitivity against whole plans of the shipped networks and writes
/// `docs/sensitivity.md`; takes minutes and so is asked for: `-Dbitwright.sensitivity=true`.
@EnabledIfSystemProperty(named = "bitwright.sensitivity", matches = "true")
final class SensitivityPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("bitwright.root"), "docs", "sensitivity.md");
    private static final List<String> MODELS = List.of("fashion-resnet8", "fashion-vit");
    private static final List<String> CANDIDATES =
            List.of("w8a8", "w6a8", "w4a8", "w4a4", "w3a8", "pot4a8");
    private static final int IMAGES = 64;
    private static final int PLANS = 40;
    private static final int SEED = 1;

    @Test
    void measuresPutRandomPlansInOrder() throws IOException {
        Map<SensitivityMeasure, List<Prediction>> rows = new LinkedHashMap<>();
        for (String model : MODELS) {
            Subject subject = ShippedModels.subject(model, IMAGES);
            Map<String, ActivationStatistics> statistics = subject.statistics(100_000, SEED);
            PredictionCheck check =
                    new PredictionCheck(subject, statistics, OutputChange.DIVERGENCE);
            for (SensitivityMeasure measure : SensitivityMeasure.values()) {
                rows.computeIfAbsent(measure, key -> new ArrayList<>())
                        .add(prediction(measure, subject, statistics, check));
            }
        }
        for (Prediction prediction : rows.getOrDefault(SensitivityMeasure.DIVERGENCE, List.of())) {
            assertThat(prediction.rankCorrelation()).isGreaterThan(0.7);
        }
        String page = page(rows);
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI")).isNull();
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static Prediction prediction(
            SensitivityMeasure measure,
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            PredictionCheck check) {
        Map<String, Precision> byName = new LinkedHashMap<>();
        CANDIDATES.forEach(name -> byName.put(name, Precision.parse(name)));
        List<LayerChoices> layers = new ArrayList<>();
        Map<String, Map<String, Precision>> precisions = new LinkedHashMap<>();
        Map<String, String> plan = new LinkedHashMap<>();
        Sensitivities.of(measure, subject, statistics, SEED)
                .losses(List.copyOf(byName.values()), () -> {})
                .forEach((layer, losses) -> {
                    List<Choice> choices = new ArrayList<>();
                    losses.forEach((name, loss) -> {
                        String input = name.substring(name.indexOf('a'));
                        choices.add(
                                new Choice(name, loss, Map.of(), Map.of(Couplings.INPUT, input)));
                    });
                    layers.add(new LayerChoices(layer, choices));
                    precisions.put(layer, byName);
                    plan.put(layer, "w4a4");
                });
        CostTable table =
                new CostTable(
                        subject.network().name(),
                        layers,
                        Couplings.sharedInputs(subject.network()));
        return check.check(table, precisions, plan, PLANS, SEED, () -> {});
    }

    private static String page(Map<SensitivityMeasure, List<Prediction>> rows) {
        StringBuilder page =
                new StringBuilder("# How well sensitivities predict whole plans\n\n")
                        .append("Written by `SensitivityPageTest`, which runs on request:")
                        .append(" `mvn verify -Dbitwright.sensitivity=true -Dgolden=update`")
                        .append(" rewrites it.\n\nEach measure's losses of single layers are added")
                        .append(" up over plans; whole plans are measured by the divergence of")
                        .append(" their class probabilities from the float network's, on the same ")
                        .append(IMAGES)
                        .append(" calibration images. ρ is Spearman's rank correlation over ")
                        .append(PLANS)
                        .append(" random plans of ")
                        .append(String.join(", ", CANDIDATES))
                        .append(" (layers that read one tensor share its format).\n\n")
                        .append("| measure | ρ, ResNet-8 | ρ, ViT | all w4a4, ResNet-8: sum of")
                        .append(" losses (measured) | all w4a4, ViT: sum of losses (measured) |\n")
                        .append("|---|---|---|---|---|\n");
        rows.forEach((measure, predictions) -> {
            page.append("| `").append(measure.label()).append('`');
            for (Prediction each : predictions) {
                page.append(String.format(Locale.ROOT, " | %.2f", each.rankCorrelation()));
            }
            for (Prediction each : predictions) {
                page.append(
                        String.format(
                                Locale.ROOT, " | %.3g (%.3g)", each.predicted(), each.measured()));
            }
            page.append(" |\n");
        });
        return page.append(
                        "\nMeasures of weights alone (`hawq`, `hawq-v3`, `fisher`, `weight-error`)"
                                + " see no difference between activations of 8 and of 4 bits."
                                + " Curvatures and errors of weights are not in units of the"
                                + " divergence: their sums rank plans and do not predict their"
                                + " loss.\n\nCurvatures are those of the cross-entropy against"
                                + " labels, at the trained weights. Where its own row sums up to"
                                + " less than nothing, quantization lowers the cross-entropy of"
                                + " these images: the float network is too sure of itself and at"
                                + " no minimum, first derivatives outweigh second ones, and what"
                                + " is built on the second alone (`hawq`, `hawq-v2`)"
                                + " puts plans in another order than the"
                                + " divergence does.\n")
                .toString();
    }
}
