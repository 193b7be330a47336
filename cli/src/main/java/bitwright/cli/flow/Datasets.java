package bitwright.cli.flow;

import bitwright.cli.BadInputException;
import bitwright.kernels.network.ImageSet;
import bitwright.precision.sensitivity.Subject;
import bitwright.workload.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The labelled images that come with Bitwright.
///
/// @param calibration images for scales and sensitivities, from the training set
/// @param test images for top-1
public record Datasets(ImageSet calibration, ImageSet test) {
    /// Reads both sets from the models' folder.
    ///
    /// @throws IOException if a file cannot be read
    public static Datasets load(Path models) throws IOException {
        return new Datasets(
                ImageSet.read(
                        models.resolve("calibration-images-idx3-ubyte.gz"),
                        models.resolve("calibration-labels-idx1-ubyte.gz")),
                ImageSet.read(
                        models.resolve("t10k-images-idx3-ubyte.gz"),
                        models.resolve("t10k-labels-idx1-ubyte.gz")));
    }

    /// Checks that a network reads such images.
    ///
    /// @throws BadInputException if it does not
    public void check(String model, Network network) {
        List<Integer> shape = network.shapes().getOrDefault(network.inputs().getFirst(), List.of());
        List<Integer> wanted = List.of(1, 1, calibration.height(), calibration.width());
        if (network.inputs().size() != 1 || !shape.equals(wanted)) {
            throw new BadInputException(
                    model
                            + ": reads "
                            + shape
                            + " where the labelled images are "
                            + wanted
                            + ". Plan it from a cost table with --table instead.");
        }
    }

    /// The first calibration images with their labels, as the subject of measurements.
    public Subject subject(ModelSource model, int images) {
        byte[] onnx = model.onnx();
        if (onnx == null) {
            throw new BadInputException(
                    model.argument()
                            + ": has no weights. Give an ONNX file, or plan from a cost table with --table.");
        }
        return new Subject(model.network(), onnx, calibration.pixels(), calibration.labels())
                .first(images);
    }
}
