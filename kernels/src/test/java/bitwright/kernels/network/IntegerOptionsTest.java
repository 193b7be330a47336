package bitwright.kernels.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.OverflowReport;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.kernels.reference.Register;
import bitwright.kernels.requantization.RequantizationRule;
import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntegerOptionsTest {
    private static final int ELEMENTS = 2 * 8 * 8;
    private static final int IMAGES = 24;
    private static final Network NETWORK = network();
    private static final float[] PIXELS = pixels();
    private static final Map<String, Precision> PRECISIONS = Calibration.uniform(NETWORK, "w8a8");
    private static final Map<String, ActivationStatistics> STATISTICS =
            Calibration.statistics(NETWORK, PIXELS, IMAGES);

    private static Network network() {
        var random = new SplittableRandom(4);
        return new NetworkBuilder(2, 8, 8)
                .conv("stem", "image", 6, 1, 3, 1, _ -> weight(random), _ -> weight(random))
                .point("stemRelu", Kind.RELU, "stem")
                .conv("middle", "stemRelu", 6, 2, 3, 1, _ -> weight(random), _ -> weight(random))
                .point("sum", Kind.ADD, "middle", "stemRelu")
                .point("sumRelu", Kind.RELU, "sum")
                .flatten("flat", "sumRelu")
                .gemm("logits", "flat", 5, _ -> weight(random))
                .build("logits");
    }

    private static float weight(SplittableRandom random) {
        return (float) ((random.nextDouble() + random.nextDouble() - 1) * 0.5);
    }

    private static float[] pixels() {
        var random = new SplittableRandom(6);
        float[] pixels = new float[IMAGES * ELEMENTS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (random.nextDouble() * 3 - 1);
        }
        return pixels;
    }

    private static IntegerNetwork build(IntegerOptions options) {
        return IntegerNetwork.build(NETWORK, PRECISIONS, STATISTICS, options);
    }

    private static IntegerNetwork build(int bits, Overflow overflow) {
        return build(IntegerOptions.DEFAULT.with(new Register(bits, overflow)));
    }

    @Test
    void everyRuleRunsAndTheNearestOnesAgreeOnGenericScales() {
        float[] halfEven = build(IntegerOptions.DEFAULT).run(PIXELS, 8);
        for (RequantizationRule rule : RequantizationRule.values()) {
            float[] logits = build(IntegerOptions.DEFAULT.with(rule)).run(PIXELS, 8);
            switch (rule) {
                case FLOOR, TVM_TRUNCATE, TFLITE_DOUBLE ->
                        assertThat(logits).as(rule.label()).isNotEqualTo(halfEven);
                case HALF_EVEN,
                        HALF_UP,
                        HALF_AWAY,
                        HAWQ_PYTORCH,
                        TVM_UPWARD,
                        TVM_TONEAREST,
                        TFLITE_SINGLE ->
                        assertThat(logits).as(rule.label()).isEqualTo(halfEven);
            }
        }
    }

    @Test
    void aRegisterOfTheStatedNeedChangesNothing() {
        IntegerNetwork plain = build(IntegerOptions.DEFAULT);
        assertThat(plain.accumulators())
                .extracting(AccumulatorNeed::layer)
                .containsExactly("stem", "middle", "logits");
        int needed =
                plain.accumulators().stream().mapToInt(AccumulatorNeed::bits).max().orElseThrow();
        assertThat(needed).isBetween(17, 26);
        for (Overflow overflow : Overflow.values()) {
            IntegerNetwork enough = build(needed, overflow);
            assertThat(enough.run(PIXELS, 9)).isEqualTo(plain.run(PIXELS, 9));
            assertThat(enough.overflows(PIXELS).values())
                    .hasSize(3)
                    .allMatch(report -> report.overflowing() == 0 && report.outputs() > 0);
        }
    }

    @Test
    void aNarrowRegisterIsReportedAndChangesTheLogits() {
        IntegerNetwork plain = build(IntegerOptions.DEFAULT);
        for (Overflow overflow : new Overflow[] {Overflow.WRAP, Overflow.SATURATE}) {
            IntegerNetwork narrow = build(12, overflow);
            OverflowReport stem = Objects.requireNonNull(narrow.overflows(PIXELS).get("stem"));
            assertThat(stem.overflowing()).isPositive();
            ContractionOperands operands =
                    Objects.requireNonNull(narrow.operands(PIXELS).get("stem"));
            int[] exact =
                    ReferenceContraction.accumulate(
                            operands.nest(),
                            operands.input(),
                            operands.precision().weights(),
                            operands.weightCodes());
            assertThat(stem.outputs()).isEqualTo(exact.length);
            assertThat(stem.firstExact()).isEqualTo(exact[stem.firstIndex()]);
            assertThat(stem.firstHeld()).isBetween(-2048L, 2047L);
            assertThat(narrow.run(PIXELS, 9)).isNotEqualTo(plain.run(PIXELS, 9));
            assertThat(narrow.run(PIXELS, 9, 2)).isEqualTo(narrow.run(PIXELS, 9, 1));
        }
    }

    @Test
    void aRegisterThatMustSufficeIsRefusedByLayer() {
        assertThatThrownBy(() -> build(12, Overflow.REFUSE))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("layer stem: accumulators may need")
                .hasMessageContaining("beyond the 12 of the register");
    }

    @Test
    void imagesMustBeFinite() {
        IntegerNetwork integer = build(IntegerOptions.DEFAULT);
        float[] broken = PIXELS.clone();
        broken[ELEMENTS * 3 + 5] = Float.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> integer.run(broken, IMAGES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 3 holds -Infinity (element 5)");
    }
}
