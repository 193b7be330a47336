package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.Execution;
import bitwright.cli.flow.LayerPrecision;
import bitwright.cli.flow.ModelSource;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.sensitivity.CrossEntropy;
import bitwright.precision.sensitivity.FloatEngine;
import bitwright.precision.sensitivity.Subject;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.onnx.FloatVariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Accuracies of the shipped network on all test images.
final class AccuracyAnchors {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    static void accuracy(AnchorRows rows) throws IOException {
        Path models = ROOT.resolve("models");
        ModelSource model = ModelSource.load(models.resolve("fashion-resnet8.onnx").toString(), 1);
        Datasets datasets = Datasets.load(models);
        Subject subject = datasets.subject(model, 256);
        Map<String, ActivationStatistics> statistics = subject.statistics(100_000, 1);
        int count = datasets.test().count();
        float[] images = datasets.test().pixels();
        double floatTop1;
        try (FloatEngine engine =
                new FloatEngine(model.network(), FloatVariant.of(subject.onnx()), List.of())) {
            floatTop1 =
                    100
                            * CrossEntropy.top1(
                                    CrossEntropy.classes(
                                            engine.logits(images, count, Map.of()), count),
                                    datasets.test().labels());
        }
        rows.near(
                "ResNet-8 float top-1 over 10,000 images, percent",
                92.79,
                floatTop1,
                0.02,
                "%.2f",
                "models/train.py, PyTorch 1.13.1, after the last epoch");
        double integerTop1 = integerTop1(model.network(), "w8a8", statistics, datasets);
        rows.near(
                "ResNet-8 integer-only w8a8 top-1 over 10,000 images, percent",
                floatTop1,
                integerTop1,
                0.5,
                "%.2f",
                "the float network on the same images");
    }

    private static double integerTop1(
            Network network,
            String precision,
            Map<String, ActivationStatistics> statistics,
            Datasets datasets) {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            exact.put(
                    layer.name(),
                    LayerPrecision.of(
                            layer, Precision.parse(precision), NonNegative.tensors(network)));
        }
        int[] classes =
                Execution.classes(
                        network,
                        exact,
                        statistics,
                        datasets.test().pixels(),
                        datasets.test().count());
        return 100 * CrossEntropy.top1(classes, datasets.test().labels());
    }
}
