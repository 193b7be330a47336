package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.precision.table.WholeFiles;
import bitwright.workload.Contraction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Losses that were found before, one small file each, named by the hash of everything that they
/// depend on: the model's bytes, images, labels and sampled activations, the measure, its seed, the
/// layer, the exact formats and Bitwright's version.
///
/// An entry is never trusted: it must carry the hash of its own content and its own key. Anything
/// else counts as missing. Entries are moved into place whole, so that a run that ends early leaves
/// all that it found.
public final class LossCache {
    /// Changes whenever a measure may give another loss for the same key.
    private static final String FORMAT = "bitwright-loss-entry/1";

    private static final long MOST_BYTES = 4096;

    private final @Nullable Path folder;
    private final String context;
    private boolean writable = true;

    /// @param folder where the entries lie; null keeps nothing
    /// @param version Bitwright's
    /// @param statistics activations of every tensor
    /// @param seed of everything random
    public LossCache(
            @Nullable Path folder,
            String version,
            SensitivityMeasure measure,
            Subject subject,
            Map<String, ActivationStatistics> statistics,
            long seed) {
        this.folder = folder;
        context =
                folder == null
                        ? ""
                        : String.join(
                                "\n",
                                FORMAT,
                                version,
                                measure.label(),
                                Long.toString(seed),
                                hash(subject, statistics));
    }

    /// Whether entries could be written so far.
    public synchronized boolean writable() {
        return writable;
    }

    /// The loss of a layer at a precision, if it was found before.
    OptionalDouble read(Contraction layer, Precision precision) {
        if (folder == null) {
            return OptionalDouble.empty();
        }
        String key = key(layer, precision);
        Path file = folder.resolve(key + ".txt");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return OptionalDouble.empty();
            }
            String[] lines = Files.readString(file).split("\n", -1);
            if (lines.length != 4
                    || !lines[1].equals(key)
                    || !lines[0].equals(hash(lines[1] + "\n" + lines[2]))) {
                return OptionalDouble.empty();
            }
            double loss = Double.parseDouble(lines[2]);
            return Double.isFinite(loss) ? OptionalDouble.of(loss) : OptionalDouble.empty();
        } catch (IOException | NumberFormatException damaged) {
            return OptionalDouble.empty();
        }
    }

    /// Keeps a loss; a folder that cannot be written keeps nothing.
    void write(Contraction layer, Precision precision, double loss) {
        if (folder == null || !Double.isFinite(loss)) {
            return;
        }
        String key = key(layer, precision);
        String content = key + "\n" + Double.toHexString(loss);
        try {
            Files.createDirectories(folder);
            WholeFiles.write(
                    folder.resolve(key + ".txt"),
                    (hash(content) + "\n" + content + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            synchronized (this) {
                writable = false;
            }
        }
    }

    private String key(Contraction layer, Precision precision) {
        return hash(
                String.join(
                        "\n",
                        context,
                        layer.name(),
                        precision.weights().toString(),
                        precision.activations().toString()));
    }

    private static String hash(Subject subject, Map<String, ActivationStatistics> statistics) {
        MessageDigest digest = digest();
        digest.update(subject.onnx());
        update(digest, subject.images());
        ByteBuffer labels = ByteBuffer.allocate(4 * subject.count());
        labels.asIntBuffer().put(subject.labels());
        digest.update(labels);
        new TreeMap<>(statistics)
                .forEach((name, samples) -> {
                    digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
                    update(digest, samples.samples());
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(FloatBuffer.wrap(values));
        digest.update(bytes);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
