package bitwright.kernels.fast;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import bitwright.workload.zoo.Zoo;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The layers of ResNet-50, fewer channels: every plane, filter, stride and padding that the
/// benchmark runs, at w8a8 and w4a4. The deepest reductions are kept whole with one output channel.
class ResNetLayersTest {
    private static final int CHANNEL_DIVISOR = 16;

    @Test
    void everyLayerShapeEqualsTheReference() {
        Set<LoopNest> nests = new LinkedHashSet<>();
        for (Contraction layer : Zoo.network("resnet50", 1).contractions()) {
            LoopNest nest = layer.nest();
            int inputs = nest.inputChannels();
            nests.add(
                    withChannels(
                            nest,
                            Math.max(1, nest.outputChannels() / CHANNEL_DIVISOR),
                            Math.max(Math.min(inputs, 3), inputs / CHANNEL_DIVISOR)));
            if (nest.outputHeight() <= 7) {
                nests.add(withChannels(nest, 1, inputs));
            }
        }
        assertThat(nests).hasSizeGreaterThan(20);
        var random = new SplittableRandom(50);
        for (LoopNest nest : nests) {
            for (int bits : new int[] {8, 4}) {
                NumberFormat weights = NumberFormat.parse("int" + bits);
                int[] codes = random.ints(nest.elements(Operand.WEIGHT), 0, 1 << bits).toArray();
                int[] input = random.ints(nest.elements(Operand.INPUT), 0, 1 << bits).toArray();
                assertThat(FastContraction.accumulate(nest, input, weights, codes))
                        .as("%s, %d bits", nest, bits)
                        .isEqualTo(ReferenceContraction.accumulate(nest, input, weights, codes));
            }
        }
    }

    private static LoopNest withChannels(LoopNest nest, int outputs, int inputs) {
        return new LoopNest(
                nest.batch(),
                nest.groups(),
                outputs,
                inputs,
                nest.outputHeight(),
                nest.outputWidth(),
                nest.filterHeight(),
                nest.filterWidth(),
                nest.window(),
                nest.inputHeight(),
                nest.inputWidth());
    }
}
