package bitwright.kernels.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.kernels.codec.WeightCodec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizersTest {
    @ParameterizedTest
    @ValueSource(strings = {"int2", "int3", "int4", "int5", "pot2", "pot3", "pot4", "pot5"})
    void theSearchedScaleIsAsGoodAsAFineSearch(String name) {
        NumberFormat format = NumberFormat.parse(name);
        for (int seed = 0; seed < 20; seed++) {
            float[] values = bellShaped(seed, 300);
            double found = ScaleSearch.leastSquaredErrorScale(values, 0, 300, format);
            double error = ScaleSearch.squaredError(values, 0, 300, format, found);
            double finest = Double.POSITIVE_INFINITY;
            double top = ScaleSearch.minimumMaximumScale(values, 0, 300, format);
            for (int i = 0; i < 2000; i++) {
                finest =
                        Math.min(
                                finest,
                                ScaleSearch.squaredError(
                                        values, 0, 300, format, top * (i + 1) / 1000));
            }
            assertThat(error).isLessThanOrEqualTo(finest * 1.02);
            assertThat(error)
                    .isLessThanOrEqualTo(ScaleSearch.squaredError(values, 0, 300, format, top));
        }
    }

    @Test
    void wideIntegersTakeTheMinMaxScaleAndClipNothing() {
        float[] weights = bellShaped(3, 400);
        var format = new Int(8, true);
        QuantizedWeights quantized = WeightQuantizer.perChannel(weights, 4, format);
        float[] back = quantized.dequantize();
        for (int channel = 0; channel < 4; channel++) {
            float greatest = 0;
            for (int i = channel * 100; i < channel * 100 + 100; i++) {
                greatest = Math.max(greatest, Math.abs(weights[i]));
                assertThat((double) Math.abs(back[i] - weights[i]))
                        .isLessThanOrEqualTo(quantized.scales()[channel] * 0.500001);
            }
            assertThat(quantized.scales()[channel]).isEqualTo(greatest / 127.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int2", "int4", "int8", "pot3", "pot4", "pot5"})
    void everyCodeIsThatOfTheNearestLevelAndDequantizesToIt(String name) {
        NumberFormat format = NumberFormat.parse(name);
        float[] weights = bellShaped(4, 96);
        QuantizedWeights quantized = WeightQuantizer.perChannel(weights, 3, format);
        float[] back = quantized.dequantize();
        for (int i = 0; i < 96; i++) {
            double scale = quantized.scales()[i / 32];
            assertThat(quantized.codes()[i])
                    .isEqualTo(WeightCodec.encode(format, weights[i] / scale));
            assertThat(back[i]).isEqualTo((float) (format.decode(quantized.codes()[i]) * scale));
        }
    }

    @Test
    void aChannelScaledByAPowerOfTwoGetsTheSameCodes() {
        float[] weights = bellShaped(5, 64);
        for (int i = 32; i < 64; i++) {
            weights[i] = weights[i - 32] * 8;
        }
        for (NumberFormat format : new NumberFormat[] {new Int(4, true), new PowerOfTwo(4)}) {
            QuantizedWeights quantized = WeightQuantizer.perChannel(weights, 2, format);
            for (int i = 0; i < 32; i++) {
                assertThat(quantized.codes()[i + 32]).isEqualTo(quantized.codes()[i]);
            }
            assertThat(quantized.scales()[1]).isEqualTo(quantized.scales()[0] * 8);
        }
    }

    @Test
    void aChannelOfZerosHasTheScaleOneAndZeroCodes() {
        QuantizedWeights quantized = WeightQuantizer.perChannel(new float[6], 2, new PowerOfTwo(4));
        assertThat(quantized.scales()).containsOnly(1);
        assertThat(quantized.codes()).containsOnly(0);
    }

    @Test
    void badWeightsAreRefusedByName() {
        var int8 = new Int(8, true);
        assertThatThrownBy(() -> WeightQuantizer.perChannel(new float[7], 2, int8))
                .hasMessageContaining("7 weights do not divide into 2 channels");
        assertThatThrownBy(() -> WeightQuantizer.perChannel(new float[0], 1, int8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WeightQuantizer.perChannel(new float[] {1, Float.NaN}, 1, int8))
                .hasMessageContaining("value 1 to quantize is NaN");
        assertThatThrownBy(() -> WeightQuantizer.perChannel(new float[2], 1, new Int(8, false)))
                .hasMessageContaining("Maybe int8");
    }

    @Test
    void activationsOfEightBitsReachTheirGreatestValueAndRoundHalfToEven() {
        var signed = ActivationQuantizer.calibrate(new float[] {-6.35f, 1}, new Int(8, true));
        assertThat(signed.scale()).isEqualTo(-(double) -6.35f / 127);
        assertThat(signed.quantize(-6.35f)).isEqualTo(-127);
        assertThat(signed.quantize(-100)).isEqualTo(-128);
        assertThat(signed.quantize(100)).isEqualTo(127);
        var unit = new ActivationQuantization(new Int(8, false), 2);
        assertThat(unit.quantize(1)).isZero();
        assertThat(unit.quantize(3)).isEqualTo(2);
        assertThat(unit.quantize(5)).isEqualTo(2);
        assertThat(unit.dequantize(2)).isEqualTo(4);
    }

    @Test
    void activationsOfFourBitsClipOutliers() {
        float[] samples = new float[10_000];
        var random = new SplittableRandom(6);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat();
        }
        samples[77] = 20;
        var format = new Int(4, false);
        assertThat(ActivationQuantizer.calibrate(samples, format).scale()).isLessThan(0.2);
        assertThat(ActivationQuantizer.calibrate(samples, new Int(8, false)).scale())
                .isEqualTo(20.0 / 255);
    }

    @Test
    void aTensorOfAlmostOnlyZerosStillHoldsItsGreatestValue() {
        float[] samples = new float[1_000_000];
        samples[1] = 30;
        assertThat(ActivationQuantizer.calibrate(samples, new Int(4, false)).scale()).isEqualTo(2);
        assertThat(ActivationQuantizer.calibrate(new float[9], new Int(4, false)).scale())
                .isEqualTo(1);
    }

    /// One value in 1,000 is not zero: the few that evenly spaced samples would meet need not be
    /// the great ones. The oracle searches every value.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6})
    void theScaleOfASparseTensorIsThatOfAllItsValues(int bits) {
        var format = new Int(bits, true);
        for (int seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            float[] samples = new float[100_000];
            float[] values = bellShaped(seed, 100);
            for (float value : values) {
                samples[random.nextInt(samples.length)] = value;
            }
            double scale = ActivationQuantizer.calibrate(samples, format).scale();
            double all = ScaleSearch.leastSquaredErrorScale(samples, 0, samples.length, format);
            assertThat(ScaleSearch.squaredError(samples, 0, samples.length, format, scale))
                    .isLessThanOrEqualTo(
                            1.000001
                                    * ScaleSearch.squaredError(
                                            samples, 0, samples.length, format, all));
        }
    }

    @Test
    void badActivationsAreRefused() {
        assertThatThrownBy(() -> ActivationQuantizer.calibrate(new float[0], new Int(8, true)))
                .hasMessageContaining("at least one sample");
        assertThatThrownBy(() ->
                        ActivationQuantizer.calibrate(new float[] {1, -0.5f}, new Int(8, false)))
                .hasMessageContaining("Maybe int8");
        assertThatThrownBy(() ->
                        ActivationQuantizer.calibrate(
                                new float[] {Float.POSITIVE_INFINITY}, new Int(8, true)))
                .hasMessageContaining("must be finite");
        assertThatThrownBy(() -> new ActivationQuantization(new Int(8, true), 0))
                .hasMessageContaining("must be positive");
    }

    private static float[] bellShaped(int seed, int count) {
        var random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int j = 0; j < 6; j++) {
                sum += random.nextDouble() - 0.5;
            }
            values[i] = (float) (sum * 0.1);
        }
        return values;
    }
}
