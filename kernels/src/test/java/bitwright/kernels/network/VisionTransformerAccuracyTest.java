package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import bitwright.arch.format.Precision;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The trained small vision transformer on integers, on test images of Fashion-MNIST.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisionTransformerAccuracyTest {
    private static final int CLASSES = 10;
    private static final int CALIBRATION_IMAGES = 256;
    private static final int IMAGES = 600;

    private Network network;
    private ImageSet images;
    private Map<String, ActivationStatistics> statistics;
    private int[] floatClasses;

    @BeforeAll
    void readAndCalibrate() throws IOException, OrtException {
        Path models =
                Path.of(Objects.requireNonNull(System.getProperty("bitwright.root")), "models");
        Path file = models.resolve("fashion-vit.onnx");
        network = OnnxReader.read(file, 1);
        images = images(models, "t10k").first(IMAGES);
        var engine = new FloatEngine(network, Files.readAllBytes(file));
        statistics = engine.statistics(images(models, "calibration").first(CALIBRATION_IMAGES));
        floatClasses = classes(engine.logits(images));
    }

    private static ImageSet images(Path models, String split) throws IOException {
        return ImageSet.read(
                models.resolve(split + "-images-idx3-ubyte.gz"),
                models.resolve(split + "-labels-idx1-ubyte.gz"));
    }

    @Test
    void itRunsOnIntegersAlone() {
        assertThat(IntegerNetwork.obstacle(network)).isEmpty();
    }

    @Test
    void eightBitsAgreeWithFloat() {
        int[] classes = classes(integer("w8a8").run(images.pixels(), IMAGES));
        assertThat(percentRight(classes))
                .isBetween(percentRight(floatClasses) - 1, percentRight(floatClasses) + 1);
        assertThat(agreeing(classes)).isGreaterThan(IMAGES * 98 / 100);
    }

    @Test
    void narrowerFormatsLoseWhatTheyShould() {
        int[] four = classes(integer("w4a8").run(images.pixels(), IMAGES));
        int[] powers = classes(integer("pot4a8").run(images.pixels(), IMAGES));
        int[] narrow = classes(integer("w4a4").run(images.pixels(), IMAGES));
        int[] two = classes(integer("w2a8").run(images.pixels(), IMAGES));
        assertThat(agreeing(four)).isBetween(IMAGES * 94 / 100, IMAGES * 99 / 100);
        assertThat(agreeing(powers)).isBetween(IMAGES * 92 / 100, IMAGES * 99 / 100);
        assertThat(agreeing(narrow)).isBetween(IMAGES * 84 / 100, agreeing(four));
        assertThat(agreeing(two)).isLessThan(agreeing(narrow));
    }

    @Test
    void everyBitOfAnImageIsThatOfTheDefinition() {
        float[] image = Arrays.copyOf(images.pixels(), images.height() * images.width());
        for (String name : new String[] {"w8a8", "pot4a4"}) {
            assertThat(integer(name).run(image, 1))
                    .isEqualTo(ExactExecution.logits(network, precisions(name), statistics, image));
        }
    }

    @Test
    void realOperandsGiveTheSameAccumulatorsInBothKernels() {
        Map<String, ContractionOperands> operands = integer("w8a8").operands(images.pixels());
        assertThat(operands.keySet())
                .containsExactlyElementsOf(
                        network.contractions().stream().map(Contraction::name).toList());
        operands.forEach((name, it) ->
                assertThat(
                                FastContraction.accumulate(
                                        it.nest(),
                                        it.input(),
                                        it.precision().weights(),
                                        it.weightCodes()))
                        .as(name)
                        .isEqualTo(
                                ReferenceContraction.accumulate(
                                        it.nest(),
                                        it.input(),
                                        it.precision().weights(),
                                        it.weightCodes())));
    }

    private IntegerNetwork integer(String precision) {
        return IntegerNetwork.build(network, precisions(precision), statistics);
    }

    /// Where both operands are activations, the second has the activations' width and a sign.
    private Map<String, Precision> precisions(String name) {
        Map<String, Precision> precisions = Calibration.uniform(network, name);
        for (Contraction layer : network.contractions()) {
            if (layer.inputs().size() == 2) {
                Precision own = Objects.requireNonNull(precisions.get(layer.name()));
                precisions.put(
                        layer.name(),
                        new Precision(
                                Precision.parse(name).activations(),
                                own.activations(),
                                own.accumulator()));
            }
        }
        return precisions;
    }

    private int agreeing(int[] classes) {
        int agreeing = 0;
        for (int i = 0; i < IMAGES; i++) {
            agreeing += classes[i] == floatClasses[i] ? 1 : 0;
        }
        return agreeing;
    }

    private double percentRight(int[] classes) {
        int right = 0;
        for (int i = 0; i < IMAGES; i++) {
            right += classes[i] == images.labels()[i] ? 1 : 0;
        }
        return 100.0 * right / IMAGES;
    }

    private static int[] classes(float[] logits) {
        int[] classes = new int[logits.length / CLASSES];
        Arrays.setAll(
                classes,
                image -> {
                    int best = 0;
                    for (int c = 1; c < CLASSES; c++) {
                        if (logits[image * CLASSES + c] > logits[image * CLASSES + best]) {
                            best = c;
                        }
                    }
                    return best;
                });
        return classes;
    }
}
