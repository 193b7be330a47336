package bitwright.cli;

import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;

/// The contractions of the networks that the whitepaper timed on a phone, as TensorFlow's slim
/// defines them: shapes restated from the papers of MobileNet (arXiv 1704.04861, table 1),
/// Inception v3 (arXiv 1512.00567, table 1 and figures 5 to 7) and ResNet (arXiv 1512.03385, table
/// 1); slim's ResNet has the strides of a block in the 3 x 3 convolution of its last unit.
final class PhoneNetworks {
    private final List<LoopNest> nests = new ArrayList<>();
    private int side;
    private int channels;

    private PhoneNetworks(int side) {
        this.side = side;
        channels = 3;
    }

    /// The contractions of a network of the whitepaper's table, one image.
    static List<LoopNest> contractions(String network) {
        return switch (network) {
            case "Mobilenet_v1_224" -> mobilenetV1();
            case "Mobilenet_v2_224" ->
                    Zoo.network("mobilenet_v2", 1).layers().stream()
                            .filter(Contraction.class::isInstance)
                            .map(layer -> ((Contraction) layer).nest())
                            .toList();
            case "Inception_v3" -> inceptionV3();
            case "Resnet_v1_50" -> resnetV1(3, 4, 6, 3);
            case "Resnet_v1_152" -> resnetV1(3, 8, 36, 3);
            default -> throw new IllegalArgumentException(network);
        };
    }

    private static List<LoopNest> mobilenetV1() {
        var net = new PhoneNetworks(224);
        net.same(32, 3, 2);
        int[] outputs = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
        int[] strides = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
        for (int block = 0; block < outputs.length; block++) {
            net.depthwise(strides[block]);
            net.same(outputs[block], 1, 1);
        }
        return net.classified();
    }

    private static List<LoopNest> resnetV1(int... units) {
        var net = new PhoneNetworks(224);
        net.same(64, 7, 2);
        net.side = 56;
        for (int block = 0; block < units.length; block++) {
            int width = 64 << block;
            for (int unit = 0; unit < units[block]; unit++) {
                int stride = unit == units[block] - 1 && block < units.length - 1 ? 2 : 1;
                int outside = net.side;
                int inputs = net.channels;
                if (unit == 0) {
                    net.same(4 * width, 1, 1);
                    net.channels = inputs;
                    net.side = outside;
                }
                net.same(width, 1, 1);
                net.same(width, 3, stride);
                net.same(4 * width, 1, 1);
            }
        }
        return net.classified();
    }

    private static List<LoopNest> inceptionV3() {
        var net = new PhoneNetworks(299);
        net.valid(32, 3, 2);
        net.valid(32, 3, 1);
        net.same(64, 3, 1);
        net.side = 73;
        net.valid(80, 1, 1);
        net.valid(192, 3, 1);
        net.side = 35;
        for (int pooled : new int[] {32, 64, 64}) {
            int inputs = net.channels;
            net.branch(inputs, "1x1 64");
            net.branch(inputs, "1x1 48", "5x5 64");
            net.branch(inputs, "1x1 64", "3x3 96", "3x3 96");
            net.branch(inputs, "1x1 " + pooled);
            net.channels = 224 + pooled;
        }
        net.reduction(288, List.of("3x3/2 384"), List.of("1x1 64", "3x3 96", "3x3/2 96"), 17, 768);
        for (int inner : new int[] {128, 160, 160, 192}) {
            String one = " " + inner;
            net.branch(768, "1x1 192");
            net.branch(768, "1x1" + one, "1x7" + one, "7x1 192");
            net.branch(768, "1x1" + one, "7x1" + one, "1x7" + one, "7x1" + one, "1x7 192");
            net.branch(768, "1x1 192");
        }
        net.reduction(
                768,
                List.of("1x1 192", "3x3/2 320"),
                List.of("1x1 192", "1x7 192", "7x1 192", "3x3/2 192"),
                8,
                1280);
        for (int inputs : new int[] {1280, 2048}) {
            net.branch(inputs, "1x1 320");
            net.branch(inputs, "1x1 384", "1x3 384");
            net.branch(384, "3x1 384");
            net.branch(inputs, "1x1 448", "3x3 384", "1x3 384");
            net.branch(384, "3x1 384");
            net.branch(inputs, "1x1 192");
            net.channels = 2048;
        }
        return net.classified();
    }

    /// Convolutions one after the other, written `HEIGHTxWIDTH[/STRIDE] OUTPUTS`; those with a
    /// stride have no padding.
    private void branch(int inputs, String... convolutions) {
        int outside = side;
        channels = inputs;
        for (String convolution : convolutions) {
            String[] parts = convolution.split("[x/ ]", -1);
            int height = Integer.parseInt(parts[0]);
            int width = Integer.parseInt(parts[1]);
            int outputs = Integer.parseInt(parts[parts.length - 1]);
            if (parts.length == 4) {
                valid(outputs, height, Integer.parseInt(parts[2]));
            } else {
                add(outputs, height, width, 1, height / 2, width / 2, side, 1);
            }
        }
        side = outside;
    }

    private void reduction(
            int inputs, List<String> first, List<String> second, int after, int outputs) {
        branch(inputs, first.toArray(String[]::new));
        branch(inputs, second.toArray(String[]::new));
        side = after;
        channels = outputs;
    }

    private void depthwise(int stride) {
        int outputSide = Math.ceilDiv(side, stride);
        int pad = Math.max(0, (outputSide - 1) * stride + 3 - side) / 2;
        add(channels, 3, 3, stride, pad, pad, outputSide, channels);
    }

    /// Padded so that the output is the input over the stride, rounded up.
    private void same(int outputs, int filter, int stride) {
        int outputSide = Math.ceilDiv(side, stride);
        int pad = Math.max(0, (outputSide - 1) * stride + filter - side) / 2;
        add(outputs, filter, filter, stride, pad, pad, outputSide, 1);
    }

    private void valid(int outputs, int filter, int stride) {
        add(outputs, filter, filter, stride, 0, 0, (side - filter) / stride + 1, 1);
    }

    private void add(
            int outputs,
            int height,
            int width,
            int stride,
            int padTop,
            int padLeft,
            int outputSide,
            int groups) {
        nests.add(
                new LoopNest(
                        1,
                        groups,
                        outputs / groups,
                        channels / groups,
                        outputSide,
                        outputSide,
                        height,
                        width,
                        new LoopNest.Window(stride, stride, 1, 1, padTop, padLeft),
                        side,
                        side));
        side = outputSide;
        channels = outputs;
    }

    /// Ends with slim's 1001 classes.
    private List<LoopNest> classified() {
        nests.add(LoopNest.matrixProduct(1, 1, 1001, channels));
        return List.copyOf(nests);
    }
}
