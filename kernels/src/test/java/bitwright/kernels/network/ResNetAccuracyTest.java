package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The trained ResNet-8 on integers, on the test images of Fashion-MNIST.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResNetAccuracyTest {
    private static final int CLASSES = 10;
    private static final int CALIBRATION_IMAGES = 256;

    /// The narrow formats are judged on the first of the images, for time's sake.
    private static final int FEWER_IMAGES = 2000;

    private Network network;
    private ImageSet images;
    private Map<String, ActivationStatistics> statistics;
    private int[] floatClasses;

    @BeforeAll
    void readAndCalibrate() throws IOException, OrtException {
        Path models =
                Path.of(Objects.requireNonNull(System.getProperty("bitwright.root")), "models");
        Path file = models.resolve("fashion-resnet8.onnx");
        network = OnnxReader.read(file, 1);
        images = images(models, "t10k");
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
    void eightBitsStayWithinHalfAPointOfFloatOnAllTenThousandImages() {
        assertThat(images.count()).isEqualTo(10_000);
        double floatTop1 = percentRight(floatClasses, 10_000);
        // The model card's figure.
        assertThat(floatTop1).isCloseTo(92.79, Offset.offset(0.03));
        int[] classes = classes(integer("w8a8").run(images.pixels(), 10_000));
        assertThat(percentRight(classes, 10_000)).isCloseTo(floatTop1, Offset.offset(0.5));
        int agreeing = 0;
        for (int i = 0; i < 10_000; i++) {
            agreeing += classes[i] == floatClasses[i] ? 1 : 0;
        }
        assertThat(agreeing).isGreaterThan(9_850);
    }

    @Test
    void narrowerFormatsLoseWhatTheyShould() {
        double exact = percentRight(floatClasses, FEWER_IMAGES);
        double w4a8 = percent("w4a8");
        double pot4a8 = percent("pot4a8");
        double w4a4 = percent("w4a4");
        double w2a8 = percent("w2a8");
        assertThat(w4a8).isBetween(exact - 2, exact + 0.5);
        assertThat(pot4a8).isBetween(exact - 5, exact);
        assertThat(w4a4).isBetween(exact - 5, w4a8);
        assertThat(w2a8).isLessThan(exact - 30);
    }

    @Test
    void realOperandsGiveTheSameAccumulatorsInBothKernels() {
        IntegerNetwork integer = integer("pot4a8");
        Map<String, ContractionOperands> operands = integer.operands(images.pixels());
        assertThat(operands).hasSize(10);
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

    private double percent(String precision) {
        return percentRight(
                classes(integer(precision).run(images.pixels(), FEWER_IMAGES)), FEWER_IMAGES);
    }

    private IntegerNetwork integer(String precision) {
        return IntegerNetwork.build(network, Calibration.uniform(network, precision), statistics);
    }

    private double percentRight(int[] classes, int count) {
        int right = 0;
        for (int i = 0; i < count; i++) {
            right += classes[i] == images.labels()[i] ? 1 : 0;
        }
        return 100.0 * right / count;
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
