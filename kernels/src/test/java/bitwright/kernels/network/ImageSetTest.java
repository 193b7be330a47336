package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    @TempDir private Path folder = Path.of("");

    @Test
    void pixelsAreNormalisedAndLabelsRead() throws IOException {
        Path images = file("images", IMAGES, new byte[] {0, 51, (byte) 255, 3, 4, 5}, 3, 1, 2);
        Path labels = file("labels", LABELS, new byte[] {9, 0, (byte) 200}, 3);
        ImageSet set = ImageSet.read(images, labels);
        assertThat(set.count()).isEqualTo(3);
        assertThat(set.labels()).containsExactly(9, 0, 200);
        assertThat(set.pixels()).hasSize(6);
        assertThat(set.pixels()[0]).isEqualTo((0f - 0.2860f) / 0.3530f);
        assertThat(set.pixels()[1]).isEqualTo((0.2f - 0.2860f) / 0.3530f);
        assertThat(set.pixels()[2]).isEqualTo((1f - 0.2860f) / 0.3530f);
        ImageSet first = set.first(2);
        assertThat(first.pixels()).isEqualTo(Arrays.copyOf(set.pixels(), 4));
        assertThat(first.labels()).containsExactly(9, 0);
        assertThat(set.first(7).count()).isEqualTo(3);
    }

    @Test
    void everyDefectIsRefusedByFileAndValue() throws IOException {
        byte[] two = {1, 2};
        Path images = file("images", IMAGES, two, 2, 1, 1);
        Path labels = file("labels", LABELS, two, 2);
        refused(labels, images, "begins with 00000801, not 00000803");
        refused(images, file("three", LABELS, new byte[3], 3), "3 labels for the 2 images");
        refused(file("short", IMAGES, two, 3, 1, 1), labels, "short: holds fewer than the 3");
        refused(file("long", IMAGES, two, 1, 1, 1), labels, "long: holds more than the 1");
        refused(file("none", IMAGES, two, 0, 1, 1), labels, "images (0) must be 1 to 100000");
        refused(file("wide", IMAGES, two, 1, 1, 1 << 20), labels, "columns (1048576)");
        refused(file("huge", IMAGES, two, 100_000, 1024, 1024), labels, "values are too many");
        Path plain = folder.resolve("plain");
        Files.write(plain, new byte[] {0, 0, 8, 3, 0, 0, 0, 2});
        refused(plain, labels, "plain: is not a complete gzip-compressed IDX file");
        Path cut = folder.resolve("cut");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(images), 20));
        refused(cut, labels, "cut: is not a complete");
        Path empty = folder.resolve("empty");
        Files.write(empty, new byte[0]);
        refused(empty, labels, "empty: is not a complete");
    }

    private static void refused(Path images, Path labels, String message) {
        assertThatThrownBy(() -> ImageSet.read(images, labels))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private Path file(String name, int magic, byte[] payload, int... sizes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new DataOutputStream(new GZIPOutputStream(bytes))) {
            stream.writeInt(magic);
            for (int size : sizes) {
                stream.writeInt(size);
            }
            stream.write(payload);
        }
        Path file = folder.resolve(name);
        Files.write(file, bytes.toByteArray());
        return file;
    }
}
