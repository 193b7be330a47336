package bitwright.precision.sensitivity;

import bitwright.kernels.network.ImageSet;
import bitwright.workload.Network;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The shipped models with the first calibration images.
public final class ShippedModels {
    private static final Path MODELS = Path.of(System.getProperty("bitwright.root"), "models");

    private ShippedModels() {}

    /// A model with images.
    ///
    /// @param name the file's name without its ending
    public static Subject subject(String name, int images) throws IOException {
        byte[] model = Files.readAllBytes(MODELS.resolve(name + ".onnx"));
        Network network = OnnxReader.parse(model, name, 1);
        ImageSet set =
                ImageSet.read(
                        MODELS.resolve("calibration-images-idx3-ubyte.gz"),
                        MODELS.resolve("calibration-labels-idx1-ubyte.gz"));
        return new Subject(network, model, set.pixels(), set.labels()).first(images);
    }
}
