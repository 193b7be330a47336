package bitwright.workload.onnx;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.LoopNest.Window;
import bitwright.workload.View;
import bitwright.workload.View.Kind;
import bitwright.workload.onnx.Constant.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lowers `ConvTranspose` whose blocks do not overlap: strides equal to the filter, no padding.
/// Each position of the input then makes one block of the output: a convolution of 1 x 1 to as many
/// channels as the block has values, and views that put the blocks in their places.
final class TransposedConvolutions {
    private TransposedConvolutions() {}

    /// Input `[batch, channels, rows, columns]`, weights `[channels, outputs of a group, rows,
    /// columns]`.
    static void convolution(Node node, Graph graph) {
        List<Integer> input = ElementWise.activationShape(node, graph);
        Floats weights = graph.floats(node, 1);
        List<Integer> filter = weights.shape();
        int groups = Math.toIntExact(node.integer("group", 1));
        if (input.size() != 4
                || filter.size() != 4
                || groups < 1
                || !filter.get(0).equals(input.get(1))
                || filter.get(0) % groups != 0) {
            throw node.error(
                    "weights of shape "
                            + filter
                            + " in "
                            + groups
                            + " groups do not fit an input of shape "
                            + input
                            + ".");
        }
        int height = filter.get(2);
        int width = filter.get(3);
        checkBlocks(node, height, width);
        int channels = filter.get(0) / groups;
        int outputs = filter.get(1);
        int block = Math.multiplyExact(height, width);
        int rows = input.get(2);
        int columns = input.get(3);
        var nest =
                new LoopNest(
                        input.get(0),
                        groups,
                        Math.multiplyExact(outputs, block),
                        channels,
                        rows,
                        columns,
                        1,
                        1,
                        Window.PLAIN,
                        rows,
                        columns);
        int all = Math.multiplyExact(groups, nest.outputChannels());
        float[] values =
                MatrixLayout.exchanged(weights.values(), groups, channels, nest.outputChannels());
        String kept =
                graph.keep(
                        node.name() + ":weights",
                        new Floats(List.of(all, channels, 1, 1), values, weights.parameter()));
        String blocks = graph.uniqueName(node.name() + ":blocks");
        graph.add(
                new Contraction(
                        node.name(),
                        node.op(),
                        List.of(graph.resolve(node.input(0))),
                        blocks,
                        nest,
                        kept,
                        bias(node, graph, groups * outputs, block),
                        false),
                List.of(input.get(0), all, rows, columns));
        place(
                node,
                graph,
                blocks,
                List.of(input.get(0), groups * outputs, height, width, rows, columns));
    }

    /// `[batch, channels, block rows, block columns, rows, columns]` to an image.
    private static void place(Node node, Graph graph, String blocks, List<Integer> split) {
        String apart = blocks + ":split";
        String ordered = blocks + ":ordered";
        addView(node, graph, Kind.RESHAPE, blocks, apart, split, List.of());
        List<Integer> order = List.of(0, 1, 4, 2, 5, 3);
        List<Integer> shape = order.stream().map(split::get).toList();
        addView(node, graph, Kind.TRANSPOSE, apart, ordered, shape, order);
        List<Integer> image =
                Shapes.of(
                        split.get(0),
                        split.get(1),
                        (long) split.get(4) * split.get(2),
                        (long) split.get(5) * split.get(3));
        addView(node, graph, Kind.RESHAPE, ordered, node.output(), image, List.of());
    }

    private static void addView(
            Node node,
            Graph graph,
            Kind kind,
            String input,
            String output,
            List<Integer> shape,
            List<Integer> arguments) {
        graph.add(
                new View(
                        graph.uniqueName(node.name() + ":blocks"),
                        node.op(),
                        kind,
                        List.of(input),
                        List.of(),
                        output,
                        arguments),
                shape);
    }

    private static @Nullable String bias(Node node, Graph graph, int channels, int block) {
        if (!node.has(2)) {
            return null;
        }
        Floats constant = graph.floats(node, 2);
        if (!constant.shape().equals(List.of(channels))) {
            throw node.error(
                    "a bias of shape " + constant.shape() + " for " + channels + " channels.");
        }
        int[] sources = new int[Math.multiplyExact(channels, block)];
        Arrays.setAll(sources, i -> i / block);
        return graph.keep(node.name() + ":bias", constant.pick(List.of(sources.length), sources));
    }

    private static void checkBlocks(Node node, int height, int width) {
        long[] strides = node.integers("strides", 1, 1);
        var rest = new ArrayList<long[]>();
        rest.add(node.integers("pads", 0, 0, 0, 0));
        rest.add(node.integers("output_padding", 0, 0));
        long[] dilations = node.integers("dilations", 1, 1);
        boolean plain =
                strides[0] == height
                        && strides[1] == width
                        && Arrays.equals(dilations, new long[] {1, 1})
                        && rest.stream().flatMapToLong(Arrays::stream).allMatch(v -> v == 0)
                        && node.text("auto_pad", "NOTSET").equals("NOTSET")
                        && node.integers("output_shape").isEmpty();
        if (!plain) {
            throw node.error(
                    "only a transposed convolution whose strides equal its filter, without padding, is read.");
        }
    }
}
