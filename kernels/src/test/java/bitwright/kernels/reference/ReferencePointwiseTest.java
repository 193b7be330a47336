package bitwright.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import bitwright.workload.LoopNest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencePointwiseTest {
    private static final PoolShape PADDED =
            new PoolShape(1, 3, 3, 2, 2, 2, 2, new LoopNest.Window(2, 2, 1, 1, 1, 1));
    private static final int[] NINE = {-1, -2, -3, -4, -5, -6, -7, -8, -9};

    @Test
    void paddingIsLeftOutOfMaximaSumsAndCounts() {
        assertThat(ReferencePool.maximum(NINE, PADDED)).containsExactly(-1, -2, -4, -5);
        assertThat(ReferencePool.sum(NINE, PADDED)).containsExactly(-1, -5, -11, -28);
        assertThat(PADDED.tapsInside(0, 0)).isEqualTo(1);
        assertThat(PADDED.tapsInside(0, 1)).isEqualTo(2);
        assertThat(PADDED.tapsInside(1, 1)).isEqualTo(4);
    }

    @Test
    void eachPlaneIsPooledOnItsOwn() {
        var shape = new PoolShape(2, 2, 2, 1, 1, 2, 2, LoopNest.Window.PLAIN);
        int[] input = {1, 2, 3, 4, 50, 60, 70, 80};
        assertThat(ReferencePool.maximum(input, shape)).containsExactly(4, 80);
        assertThat(ReferencePool.sum(input, shape)).containsExactly(10, 260);
    }

    @Test
    void sumsOfTheGreatestIntegersDoNotWrap() {
        var shape = new PoolShape(1, 1, 3, 1, 1, 1, 3, LoopNest.Window.PLAIN);
        int top = Integer.MAX_VALUE;
        assertThat(ReferencePool.sum(new int[] {top, top, top}, shape)).containsExactly(3L * top);
    }

    @Test
    void aPoolOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> ReferencePool.sum(new int[8], PADDED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 elements; its shape needs 9");
    }

    @Test
    void requantizationAddsTheBiasOfItsChannelThenScalesRoundsAndClamps() {
        var requantization =
                new Requantization(
                        List.of(1, -1),
                        List.of(Dyadic.of(0.5), Dyadic.of(2)),
                        Rounding.HALF_UP,
                        -4,
                        7);
        int[] values = {0, 1, 2, -20, 0, 1, 2, -20, 3, 3, 3, 3, 4, 4, 4, 4};
        assertThat(requantization.apply(values, 4))
                .containsExactly(1, 1, 2, -4, -2, 0, 2, -4, 2, 2, 2, 2, 6, 6, 6, 6);
    }

    @Test
    void theNamedRoundingRuleDecidesTies() {
        int[] ties = {-3, -1, 1, 3};
        var half = Dyadic.of(0.5);
        assertThat(Requantization.uniform(half, Rounding.HALF_EVEN, -9, 9).apply(ties, 4))
                .containsExactly(-2, 0, 0, 2);
        assertThat(Requantization.uniform(half, Rounding.HALF_UP, -9, 9).apply(ties, 4))
                .containsExactly(-1, 0, 1, 2);
        assertThat(Requantization.uniform(half, Rounding.HALF_AWAY, -9, 9).apply(ties, 4))
                .containsExactly(-2, -1, 1, 2);
        assertThat(Requantization.uniform(half, Rounding.FLOOR, -9, 9).apply(ties, 4))
                .containsExactly(-2, -1, 0, 1);
    }

    @Test
    void theExtremesOfValueAndBiasDoNotWrap() {
        var requantization =
                new Requantization(
                        List.of(Integer.MIN_VALUE),
                        List.of(new Dyadic((1L << 31) - 1, 33)),
                        Rounding.HALF_EVEN,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE);
        // -2^32 * (2^31 - 1) / 2^33 = -2^30 + 1/2, a tie that goes to the even -2^30.
        assertThat(requantization.apply(Integer.MIN_VALUE, 0)).isEqualTo(-(1 << 30));
    }

    @Test
    void aResidualAdditionRoundsEachOperandOnItsOwn() {
        var half = Requantization.uniform(Dyadic.of(0.5), Rounding.HALF_UP, -1000, 1000);
        // 1/2 + 1/2 is 1, but each half was rounded up first.
        assertThat(ReferenceElementwise.add(new int[] {1, 4}, half, new int[] {1, -2}, half, 2))
                .containsExactly(2, 1);
        assertThatThrownBy(() -> ReferenceElementwise.add(new int[2], half, new int[3], half, 1))
                .hasMessageContaining("2 and 3 elements");
    }

    @Test
    void clippingIsAReluWithAnUpperBound() {
        assertThat(ReferenceElementwise.clip(new int[] {-5, 0, 3, 9}, 0, 6))
                .containsExactly(0, 0, 3, 6);
    }
}
