package bitwright.workload.zoo;

import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import bitwright.workload.zoo.ShapeBuilder.Filter;
import java.util.List;

/// MobileNetV2 at width 1: Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted residuals
/// and linear bottlenecks", CVPR 2018, table 2.
final class InvertedResiduals {
    private static final List<Stage> STAGES =
            List.of(
                    new Stage(1, 16, 1, 1),
                    new Stage(6, 24, 2, 2),
                    new Stage(6, 32, 3, 2),
                    new Stage(6, 64, 4, 2),
                    new Stage(6, 96, 3, 1),
                    new Stage(6, 160, 3, 2),
                    new Stage(6, 320, 1, 1));

    private InvertedResiduals() {}

    static Network mobilenetV2(int batch) {
        var net = new ShapeBuilder("mobilenet_v2");
        String x = net.image(batch, 3, 224, 224);
        x = clip(net, net.convolution("features.0", x, Filter.normed(32, 3, 2)));
        int block = 1;
        for (Stage stage : STAGES) {
            for (int repeat = 0; repeat < stage.repeats(); repeat++) {
                int stride = repeat == 0 ? stage.stride() : 1;
                x = block(net, "features." + block, x, stage, stride);
                block++;
            }
        }
        x = clip(net, net.convolution("features." + block, x, Filter.normed(1280, 1, 1)));
        x = net.pool("pool", Kind.AVERAGE_POOL, x, Filter.pool(7, 1, 0));
        x = net.view("flatten", View.Kind.RESHAPE, List.of(), List.of(batch, 1280), x);
        return net.build(net.linear("classifier", x, 1000));
    }

    private static String block(
            ShapeBuilder net, String prefix, String input, Stage stage, int stride) {
        int hidden = net.shape(input).get(1) * stage.expansion();
        String x = input;
        if (stage.expansion() > 1) {
            x = clip(net, net.convolution(prefix + ".expand", x, Filter.normed(hidden, 1, 1)));
        }
        x = clip(net, net.convolution(prefix + ".depthwise", x, Filter.depthwise(hidden, stride)));
        x = net.convolution(prefix + ".project", x, Filter.normed(stage.outputs(), 1, 1));
        return net.shape(x).equals(net.shape(input))
                ? net.pointwise(prefix + ".add", "Add", Kind.ADD, input, x)
                : x;
    }

    private static String clip(ShapeBuilder net, String input) {
        return net.clip(input + ".relu6", 0, 6, input);
    }

    private record Stage(int expansion, int outputs, int repeats, int stride) {}
}
