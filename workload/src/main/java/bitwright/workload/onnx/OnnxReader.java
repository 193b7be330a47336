package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads ONNX models, of float or quantized operators, into networks. A model is an untrusted file:
/// whatever is in it, it gives a network or a [ModelFileException], and no file outside its folder
/// is opened.
///
/// Layers have the names of their nodes. Batch norms are folded into the convolution before them,
/// and additions of one constant for each column into the matrix product before them, wherever
/// nothing else reads that result. Open axes are bound when the model is read. Weights are laid out
/// as [bitwright.workload.LoopNest] says.
///
/// A network has no precision: a quantized tensor is read as the real numbers that it encodes.
/// Weights become `(code − zero point) · scale`, and quantizing or dequantizing an activation is no
/// layer. See [QuantizedOperators] for the details.
public final class OnnxReader {
    /// Protobuf itself holds no more than this in one message.
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private static final int LARGEST_BATCH = 1 << 16;

    private OnnxReader() {}

    /// Reads a file. The network has the file's name without `.onnx`.
    ///
    /// @param batch images at once, 1 to 65536
    /// @throws ModelFileException with one line if there is no such file, it is no ONNX model, or
    ///   it uses what is not supported
    public static Network read(Path file, int batch) {
        return read(file, batch, Map.of());
    }

    /// Reads a file whose inputs have open axes.
    ///
    /// @param batch images at once, 1 to 65536, for open first axes that `sizes` leaves open
    /// @param sizes by the name of an input all its extents (`x` → 1, 3, 48, 192), or by the name
    ///   of a symbolic axis its extent (`sequence_length` → 128)
    /// @throws ModelFileException as above, and if an axis stays open or a size fits no axis
    public static Network read(Path file, int batch, Map<String, List<Integer>> sizes) {
        return load(file, batch, sizes).network();
    }

    /// Reads a file whose inputs have open axes, and says what was read.
    ///
    /// @param batch as above
    /// @param sizes as above
    /// @throws ModelFileException as above
    public static OnnxFile load(Path file, int batch, Map<String, List<Integer>> sizes) {
        checkBatch(file.toString(), batch);
        Path absolute = file.toAbsolutePath().normalize();
        byte[] bytes = bytes(file);
        String name = absolute.getFileName() == null ? "model" : absolute.getFileName().toString();
        var external = new ExternalData(file.toString(), absolute.getParent());
        var shapes = new InputShapes(file.toString(), batch, sizes);
        var reader = new GraphReader(file.toString(), withoutSuffix(name), shapes, external);
        Network network = reader.read(model(bytes, file.toString())).network();
        return new OnnxFile(network, bytes, external.pieces());
    }

    /// Reads a model from its bytes; one with external data is refused.
    ///
    /// @param name the network's name, also for messages
    /// @param batch images at once, 1 to 65536
    /// @throws ModelFileException with one line if the bytes are no ONNX model or it uses what is
    ///   not supported
    public static Network parse(byte[] model, String name, int batch) {
        return parse(model, name, batch, Map.of());
    }

    /// Reads a model whose inputs have open axes from its bytes.
    ///
    /// @param batch images at once, 1 to 65536, for open first axes that `sizes` leaves open
    /// @param sizes extents by the name of an input or of a symbolic axis
    /// @throws ModelFileException as above, and if an axis stays open or a size fits no axis
    public static Network parse(
            byte[] model, String name, int batch, Map<String, List<Integer>> sizes) {
        checkBatch(name, batch);
        var shapes = new InputShapes(name, batch, sizes);
        var reader =
                new GraphReader(name, withoutSuffix(name), shapes, new ExternalData(name, null));
        return reader.read(model(model, name)).network();
    }

    static OnnxMl.ModelProto model(byte[] bytes, String file) {
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(input);
            if (model.hasGraph() && model.getGraph().getNodeCount() > 0) {
                return model;
            }
        } catch (IOException e) {
            throw new ModelFileException(
                    file + ": is no ONNX model or is cut off. Maybe download or export it again?",
                    e);
        }
        throw new ModelFileException(
                file + ": is no ONNX model: it has no graph. Maybe it is another kind of file?");
    }

    static byte[] bytes(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ModelFileException(
                        file + ": there is no such file. Maybe a typing error?");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new ModelFileException(
                        file + ": is larger than 2 GiB. Maybe store its weights as external data?");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read. Maybe its permissions?", e);
        }
    }

    private static void checkBatch(String file, int batch) {
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new ModelFileException(
                    file + ": the batch must be 1 to " + LARGEST_BATCH + ", not " + batch + ".");
        }
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    }
}
