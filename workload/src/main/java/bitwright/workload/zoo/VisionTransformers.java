package bitwright.workload.zoo;

import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import bitwright.workload.zoo.ShapeBuilder.Filter;
import java.util.List;

/// ViT-B/16: Dosovitskiy et al., "An image is worth 16x16 words", ICLR 2021, table 1. All products
/// count: projections, scores, weighted values, and the multilayer perceptron.
final class VisionTransformers {
    private static final int WIDTH = 768;
    private static final int HEADS = 12;
    private static final int HIDDEN = 3072;
    private static final int PATCHES = 14 * 14;
    private static final int TOKENS = PATCHES + 1;

    private VisionTransformers() {}

    static Network vitB16(int batch) {
        var net = new ShapeBuilder("vit_b_16");
        List<Integer> tokens = List.of(batch, TOKENS, WIDTH);
        String x = net.image(batch, 3, 224, 224);
        x = net.convolution("conv_proj", x, Filter.patches(WIDTH, 16));
        x = net.view("patches", View.Kind.RESHAPE, List.of(), List.of(batch, WIDTH, PATCHES), x);
        x =
                net.view(
                        "tokens",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 1),
                        List.of(batch, PATCHES, WIDTH),
                        x);
        net.countParameters(WIDTH);
        x = net.view("class_token", View.Kind.CONCAT, List.of(1), tokens, x);
        x = net.learnedAddition("pos_embedding", x);
        for (int layer = 0; layer < 12; layer++) {
            x = encoder(net, "encoder." + layer, x, batch);
        }
        x = net.layerNorm("encoder.ln", x);
        x = net.view("head.token", View.Kind.GATHER, List.of(1, 0), List.of(batch, WIDTH), x);
        return net.build(net.linear("head", x, 1000));
    }

    private static String encoder(ShapeBuilder net, String prefix, String input, int batch) {
        List<Integer> tokens = List.of(batch, TOKENS, WIDTH);
        String y = net.layerNorm(prefix + ".ln_1", input);
        String query =
                split(
                        net,
                        prefix + ".query",
                        net.linear(prefix + ".query", y, WIDTH),
                        batch,
                        false);
        String key =
                split(net, prefix + ".key", net.linear(prefix + ".key", y, WIDTH), batch, true);
        String value =
                split(
                        net,
                        prefix + ".value",
                        net.linear(prefix + ".value", y, WIDTH),
                        batch,
                        false);
        String scaled = net.pointwise(prefix + ".scale", "Mul", Kind.MULTIPLY, query);
        y = net.product(prefix + ".scores", scaled, key);
        y = net.pointwise(prefix + ".softmax", "Softmax", Kind.SOFTMAX, y);
        y = net.product(prefix + ".context", y, value);
        y =
                net.view(
                        prefix + ".merge",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 1, 3),
                        List.of(batch, TOKENS, HEADS, WIDTH / HEADS),
                        y);
        y = net.view(prefix + ".joined", View.Kind.RESHAPE, List.of(), tokens, y);
        y = net.linear(prefix + ".out_proj", y, WIDTH);
        String x = net.pointwise(prefix + ".add_1", "Add", Kind.ADD, y, input);
        y = net.layerNorm(prefix + ".ln_2", x);
        y = net.linear(prefix + ".mlp.0", y, HIDDEN);
        y = net.pointwise(prefix + ".gelu", "Gelu", Kind.GELU, y);
        y = net.linear(prefix + ".mlp.3", y, WIDTH);
        return net.pointwise(prefix + ".add_2", "Add", Kind.ADD, x, y);
    }

    /// `[batch, tokens, width]` to `[batch, heads, tokens, size]`, or with the last two axes
    /// exchanged for the keys.
    private static String split(
            ShapeBuilder net, String prefix, String input, int batch, boolean exchanged) {
        int size = WIDTH / HEADS;
        String y =
                net.view(
                        prefix + ".split",
                        View.Kind.RESHAPE,
                        List.of(),
                        List.of(batch, TOKENS, HEADS, size),
                        input);
        return exchanged
                ? net.view(
                        prefix + ".heads",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 3, 1),
                        List.of(batch, HEADS, size, TOKENS),
                        y)
                : net.view(
                        prefix + ".heads",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 1, 3),
                        List.of(batch, HEADS, TOKENS, size),
                        y);
    }
}
