package bitwright.workload.scalesim;

import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.LoopNest.Window;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the topology files of SCALE-Sim (versions 2 and 3): one layer a line after a header line,
/// fields separated by commas, a comma at the end. Two forms, told apart by the header:
///
/// - convolutions: `Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels,
///   Num Filter, Strides,` without padding; the output has `⌈(input − filter + stride) / stride⌉`
///   positions, as there;
/// - matrix products: `Layer, M, N, K,`.
///
/// Layers are independent of each other, as there: each reads an input of its own. Lines with
/// sparsity, and `DP` layers (which SCALE-Sim splits into one-channel convolutions), are refused.
public final class ScaleSimTopology {
    private static final long MOST_BYTES = 1 << 20;
    private static final int CONVOLUTION_NUMBERS = 7;
    private static final int PRODUCT_NUMBERS = 3;

    private ScaleSimTopology() {}

    /// The layers as a network of shapes without weights, at batch 1.
    ///
    /// @throws ModelFileException with one line if there is no such file or a line is not as above
    public static Network read(Path file) {
        return parse(content(file), file);
    }

    /// Reads the bytes of a file.
    ///
    /// @param file what errors and the network call it
    /// @throws ModelFileException with one line if a line is not as above
    public static Network parse(byte[] content, Path file) {
        List<String> lines = lines(content, file);
        String header = lines.isEmpty() ? "" : lines.getFirst().toLowerCase(Locale.ROOT);
        boolean products = header.replace(" ", "").startsWith("layer,m,n,k");
        if (!products && !header.contains("ifmap")) {
            throw problem(
                    file,
                    1,
                    "the header names neither 'IFMAP Height' nor 'M, N, K'. Maybe it is no topology file?");
        }
        var shapes = new LinkedHashMap<String, List<Integer>>();
        var layers = new ArrayList<Layer>();
        Set<String> names = new HashSet<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Line line =
                    Line.of(
                            file,
                            i + 1,
                            lines.get(i),
                            products ? PRODUCT_NUMBERS : CONVOLUTION_NUMBERS);
            if (!names.add(line.name())) {
                throw problem(
                        file,
                        i + 1,
                        "the name '" + line.name() + "' is there twice. Maybe number the layers?");
            }
            layers.add(products ? product(line, shapes) : convolution(file, i + 1, line, shapes));
        }
        if (layers.isEmpty()) {
            throw problem(file, 1, "there are no layers. Maybe the file is cut off?");
        }
        return network(file, layers, shapes);
    }

    private static Contraction product(Line line, Map<String, List<Integer>> shapes) {
        int rows = line.numbers().get(0);
        int columns = line.numbers().get(1);
        int depth = line.numbers().get(2);
        shapes.put(line.input(), List.of(rows, depth));
        shapes.put(line.output(), List.of(rows, columns));
        return contraction(line, "Gemm", LoopNest.matrixProduct(1, rows, columns, depth), true);
    }

    private static Contraction convolution(
            Path file, int number, Line line, Map<String, List<Integer>> shapes) {
        int height = line.numbers().get(0);
        int width = line.numbers().get(1);
        int filterHeight = line.numbers().get(2);
        int filterWidth = line.numbers().get(3);
        int channels = line.numbers().get(4);
        int filters = line.numbers().get(5);
        int stride = line.numbers().get(6);
        if (line.name().contains("DP")) {
            throw problem(
                    file,
                    number,
                    "depthwise layers ('DP') are not read. Maybe read the network as ONNX?");
        }
        if (filterHeight > height || filterWidth > width) {
            throw problem(
                    file,
                    number,
                    "the filter is larger than its input. Maybe add the padding to the input?");
        }
        int outputHeight = Math.ceilDiv(height - filterHeight + stride, stride);
        int outputWidth = Math.ceilDiv(width - filterWidth + stride, stride);
        shapes.put(line.input(), List.of(1, channels, height, width));
        shapes.put(line.output(), List.of(1, filters, outputHeight, outputWidth));
        var nest =
                new LoopNest(
                        1,
                        1,
                        filters,
                        channels,
                        outputHeight,
                        outputWidth,
                        filterHeight,
                        filterWidth,
                        new Window(stride, stride, 1, 1, 0, 0),
                        height,
                        width);
        return contraction(line, "Conv", nest, false);
    }

    private static Contraction contraction(Line line, String op, LoopNest nest, boolean rowsFirst) {
        return new Contraction(
                line.name(), op, List.of(line.input()), line.output(), nest, null, null, rowsFirst);
    }

    private static Network network(
            Path file, List<Layer> layers, Map<String, List<Integer>> shapes) {
        long parameters = 0;
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        for (Layer layer : layers) {
            if (layer instanceof Contraction contraction) {
                parameters += contraction.nest().elements(Operand.WEIGHT);
            }
            inputs.addAll(layer.inputs());
            outputs.add(layer.output());
        }
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".csv") ? name.substring(0, name.length() - 4) : name;
        return new Network(stem, inputs, outputs, layers, shapes, Map.of(), parameters);
    }

    /// What a topology file holds.
    ///
    /// @throws ModelFileException with one line if there is no such file or it is too large
    public static byte[] content(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ModelFileException(
                        file + ": there is no such file. Maybe a typing error?");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new ModelFileException(
                        file + ": is larger than 1 MiB. Maybe it is no topology file?");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read. Maybe its permissions?", e);
        }
    }

    private static List<String> lines(byte[] content, Path file) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return text.toString().lines().toList();
        } catch (CharacterCodingException e) {
            throw new ModelFileException(file + ": is no text. Maybe it is no topology file?", e);
        }
    }

    private static ModelFileException problem(Path file, int line, String what) {
        return new ModelFileException(file + ": line " + line + ": " + what);
    }

    private record Line(String name, List<Integer> numbers) {
        String input() {
            return name + ":input";
        }

        String output() {
            return name + ":output";
        }

        static Line of(Path file, int number, String text, int count) {
            String[] fields = text.split(",", -1);
            if (fields.length != count + 2 || !fields[count + 1].isBlank()) {
                throw problem(
                        file,
                        number,
                        "needs a name and "
                                + count
                                + " numbers with a comma at the end. Maybe there is a sparsity column, or the last comma is missing?");
            }
            String name = fields[0].strip();
            if (name.isEmpty()) {
                throw problem(file, number, "the layer has no name. Maybe number the layers?");
            }
            var numbers = new ArrayList<Integer>();
            for (int i = 1; i <= count; i++) {
                numbers.add(positive(file, number, fields[i].strip()));
            }
            return new Line(name, List.copyOf(numbers));
        }

        private static int positive(Path file, int number, String text) {
            boolean digits = text.matches("[0-9]{1,9}");
            int value = digits ? Integer.parseInt(text) : 0;
            if (value < 1) {
                throw problem(
                        file,
                        number,
                        "'"
                                + text
                                + "' must be a whole number from 1 to 999999999. Maybe a column is missing?");
            }
            return value;
        }
    }
}
