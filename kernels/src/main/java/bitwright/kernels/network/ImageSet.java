package bitwright.kernels.network;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Labelled grey images from a pair of gzip-compressed IDX files, normalised as the shipped
/// networks were trained: `(pixel / 255 - 0.2860) / 0.3530` (models/train.py).
///
/// The arrays are not copied: treat them as read-only.
///
/// @param count images
/// @param height rows
/// @param width columns
/// @param pixels `[image][y][x]`, normalised
/// @param labels one for each image
public record ImageSet(int count, int height, int width, float[] pixels, int[] labels) {
    private static final float PIXEL_MEAN = 0.2860f;
    private static final float PIXEL_DEVIATION = 0.3530f;
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;

    /// More images, rows or columns than this are refused.
    private static final int GREATEST_COUNT = 100_000;

    private static final int GREATEST_SIDE = 1024;

    /// Reads an images file and its labels file.
    ///
    /// @throws IOException if a file cannot be read
    /// @throws ImageFileException if a file is not what it should be, or the two do not belong
    ///   together
    public static ImageSet read(Path images, Path labels) throws IOException {
        int count;
        int height;
        int width;
        byte[] bytes;
        try (DataInputStream stream = open(images)) {
            requireMagic(images, stream.readInt(), IMAGES_MAGIC);
            count = bounded(images, "images", stream.readInt(), GREATEST_COUNT);
            height = bounded(images, "rows", stream.readInt(), GREATEST_SIDE);
            width = bounded(images, "columns", stream.readInt(), GREATEST_SIDE);
            bytes = payload(images, stream, (long) count * height * width);
        } catch (EOFException | ZipException problem) {
            throw notIdx(images, problem);
        }
        byte[] classes;
        try (DataInputStream stream = open(labels)) {
            requireMagic(labels, stream.readInt(), LABELS_MAGIC);
            int labelled = bounded(labels, "labels", stream.readInt(), GREATEST_COUNT);
            if (labelled != count) {
                throw new ImageFileException(
                        labels
                                + ": "
                                + labelled
                                + " labels for the "
                                + count
                                + " images of "
                                + images
                                + ". Maybe the two files do not belong together.");
            }
            classes = payload(labels, stream, labelled);
        } catch (EOFException | ZipException problem) {
            throw notIdx(labels, problem);
        }
        float[] pixels = new float[bytes.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = ((bytes[i] & 0xff) / 255f - PIXEL_MEAN) / PIXEL_DEVIATION;
        }
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = classes[i] & 0xff;
        }
        return new ImageSet(count, height, width, pixels, values);
    }

    /// The first images; all of them if there are no more than that.
    public ImageSet first(int images) {
        int kept = Math.min(count, images);
        return new ImageSet(
                kept,
                height,
                width,
                Arrays.copyOf(pixels, kept * height * width),
                Arrays.copyOf(labels, kept));
    }

    private static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
    }

    private static void requireMagic(Path file, int actual, int expected) {
        if (actual != expected) {
            throw new ImageFileException(
                    "%s: begins with %08x, not %08x. Maybe images and labels are swapped."
                            .formatted(file, actual, expected));
        }
    }

    private static int bounded(Path file, String what, int value, int greatest) {
        if (value < 1 || value > greatest) {
            throw new ImageFileException(
                    file + ": " + what + " (" + value + ") must be 1 to " + greatest + ".");
        }
        return value;
    }

    private static byte[] payload(Path file, DataInputStream stream, long size) throws IOException {
        if (size > Integer.MAX_VALUE - 8) {
            throw new ImageFileException(file + ": " + size + " values are too many.");
        }
        byte[] bytes = stream.readNBytes((int) size);
        if (bytes.length < size || stream.read() >= 0) {
            throw new ImageFileException(
                    file
                            + ": holds "
                            + (bytes.length < size ? "fewer" : "more")
                            + " than the "
                            + size
                            + " values it announces. Maybe it is truncated.");
        }
        return bytes;
    }

    private static ImageFileException notIdx(Path file, IOException problem) {
        return new ImageFileException(
                file
                        + ": is not a complete gzip-compressed IDX file ("
                        + problem.getMessage()
                        + "). Maybe it is truncated.");
    }
}
