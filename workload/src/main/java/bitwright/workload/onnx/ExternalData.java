package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ModelFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tensors that a model keeps in files beside it. Only regular files inside the model's own folder
/// are opened: a path that leaves it, directly or over a link, is refused.
///
/// It remembers what it read: the hash of each piece.
final class ExternalData {
    private final String file;
    private final @Nullable Path folder;
    private final SortedMap<String, String> pieces = new TreeMap<>();

    /// @param file the model's name for messages
    /// @param folder the model's folder; null if the model is bytes without a place
    ExternalData(String file, @Nullable Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /// SHA-256 of every piece read so far, by location, offset and length.
    SortedMap<String, String> pieces() {
        return new TreeMap<>(pieces);
    }

    ByteBuffer read(OnnxMl.TensorProto tensor, long expectedBytes) {
        String location = "";
        long offset = 0;
        long length = expectedBytes;
        for (OnnxMl.StringStringEntryProto entry : tensor.getExternalDataList()) {
            switch (entry.getKey()) {
                case "location" -> location = entry.getValue();
                case "offset" -> offset = number(tensor, entry.getValue());
                case "length" -> length = number(tensor, entry.getValue());
                default -> {}
            }
        }
        if (length != expectedBytes) {
            throw problem(
                    tensor, "states " + length + " bytes where its shape needs " + expectedBytes);
        }
        Path path = inside(tensor, location);
        try (var data = new RandomAccessFile(path.toFile(), "r")) {
            if (Math.addExact(offset, length) > data.length()) {
                throw problem(tensor, "ends beyond the end of '" + location + "'");
            }
            byte[] bytes = new byte[Math.toIntExact(length)];
            data.seek(offset);
            data.readFully(bytes);
            pieces.put(location + " " + offset + " " + length, sha256(bytes));
            return ByteBuffer.wrap(bytes);
        } catch (IOException | ArithmeticException e) {
            throw problem(tensor, "cannot be read from '" + location + "'");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256.", impossible);
        }
    }

    private Path inside(OnnxMl.TensorProto tensor, String location) {
        if (folder == null) {
            throw problem(tensor, "lies in another file, and this model has no folder");
        }
        try {
            Path root = folder.toRealPath();
            Path path = root.resolve(location).normalize();
            if (location.isEmpty() || !path.startsWith(root) || path.equals(root)) {
                throw problem(tensor, "lies at '" + location + "', outside the model's folder");
            }
            Path real = path.toRealPath();
            if (!real.startsWith(root) || !Files.isRegularFile(real)) {
                throw problem(tensor, "lies at '" + location + "', outside the model's folder");
            }
            return real;
        } catch (IOException | InvalidPathException e) {
            throw problem(tensor, "lies in '" + location + "', which is not there");
        }
    }

    private long number(OnnxMl.TensorProto tensor, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw problem(tensor, "has an offset or length that is no number, '" + text + "'");
        }
        throw problem(tensor, "has a negative offset or length, " + text);
    }

    private ModelFileException problem(OnnxMl.TensorProto tensor, String what) {
        return new ModelFileException(
                file
                        + ": the external data of '"
                        + tensor.getName()
                        + "' "
                        + what
                        + ". Maybe save the model as one file?");
    }
}
