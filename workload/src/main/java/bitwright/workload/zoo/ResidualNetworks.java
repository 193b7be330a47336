package bitwright.workload.zoo;

import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import bitwright.workload.zoo.ShapeBuilder.Filter;
import java.util.List;

/// ResNet-18 and ResNet-50: He, Zhang, Ren, Sun, "Deep residual learning for image recognition",
/// CVPR 2016, table 1. ResNet-50 strides in the 3 x 3 convolution of a block, as the common
/// implementations do; its first version, as published, in the 1 x 1 convolution before it.
final class ResidualNetworks {
    private ResidualNetworks() {}

    static Network resnet18(int batch) {
        return network("resnet18", batch, List.of(2, 2, 2, 2), Block.BASIC);
    }

    static Network resnet50(int batch) {
        return network("resnet50", batch, List.of(3, 4, 6, 3), Block.BOTTLENECK);
    }

    static Network resnet50First(int batch) {
        return network("resnet50_v1", batch, List.of(3, 4, 6, 3), Block.FIRST_BOTTLENECK);
    }

    /// What a stage is made of; a bottleneck strides in its 3 x 3 convolution, a first one in the 1
    /// x 1 convolution before it.
    private enum Block {
        BASIC,
        BOTTLENECK,
        FIRST_BOTTLENECK
    }

    private static Network network(String name, int batch, List<Integer> blocks, Block kind) {
        var net = new ShapeBuilder(name);
        String x = net.convolution("conv1", net.image(batch, 3, 224, 224), Filter.normed(64, 7, 2));
        x = net.pointwise("relu", "Relu", Kind.RELU, x);
        x = net.pool("maxpool", Kind.MAX_POOL, x, Filter.pool(3, 2, 1));
        for (int stage = 0; stage < blocks.size(); stage++) {
            int width = 64 << stage;
            for (int block = 0; block < blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String prefix = "layer" + (stage + 1) + "." + block;
                x =
                        switch (kind) {
                            case BASIC -> basicBlock(net, prefix, x, width, stride);
                            case BOTTLENECK -> bottleneckBlock(net, prefix, x, width, 1, stride);
                            case FIRST_BOTTLENECK ->
                                    bottleneckBlock(net, prefix, x, width, stride, 1);
                        };
            }
        }
        x = net.pool("avgpool", Kind.AVERAGE_POOL, x, Filter.pool(7, 1, 0));
        int channels = net.shape(x).get(1);
        x = net.view("flatten", View.Kind.RESHAPE, List.of(), List.of(batch, channels), x);
        return net.build(net.linear("fc", x, 1000));
    }

    private static String basicBlock(
            ShapeBuilder net, String prefix, String input, int width, int stride) {
        String x = net.convolution(prefix + ".conv1", input, Filter.normed(width, 3, stride));
        x = net.pointwise(prefix + ".relu1", "Relu", Kind.RELU, x);
        x = net.convolution(prefix + ".conv2", x, Filter.normed(width, 3, 1));
        return residual(net, prefix, input, x, stride);
    }

    private static String bottleneckBlock(
            ShapeBuilder net, String prefix, String input, int width, int first, int second) {
        String x = net.convolution(prefix + ".conv1", input, Filter.normed(width, 1, first));
        x = net.pointwise(prefix + ".relu1", "Relu", Kind.RELU, x);
        x = net.convolution(prefix + ".conv2", x, Filter.normed(width, 3, second));
        x = net.pointwise(prefix + ".relu2", "Relu", Kind.RELU, x);
        x = net.convolution(prefix + ".conv3", x, Filter.normed(4 * width, 1, 1));
        return residual(net, prefix, input, x, first * second);
    }

    private static String residual(
            ShapeBuilder net, String prefix, String input, String x, int stride) {
        int channels = net.shape(x).get(1);
        String shortcut =
                net.shape(input).equals(net.shape(x))
                        ? input
                        : net.convolution(
                                prefix + ".downsample", input, Filter.normed(channels, 1, stride));
        String sum = net.pointwise(prefix + ".add", "Add", Kind.ADD, x, shortcut);
        return net.pointwise(prefix + ".relu", "Relu", Kind.RELU, sum);
    }
}
