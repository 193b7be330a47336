package bitwright.kernels.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.AdditivePowerOfTwo;
import bitwright.arch.format.DenseShift;
import bitwright.arch.format.Int;
import bitwright.arch.format.Log2;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import bitwright.arch.format.TwoWordLog;
import bitwright.kernels.codec.PowerRule;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredError;
import bitwright.kernels.quantizer.TwoWordQuantizer.TwoWordWeights;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Quantizers of single publications against plain implementations.
class PublishedQuantizersTest {
    @Test
    void additivePowersOfTwoFoldGammaIntoTheScale() {
        // APoT's levels for three magnitude bits are {0,1,2,3,4,6,8,10}/10 of alpha.
        float[] weights = new float[16];
        int[] numerators = {0, 1, 2, 3, 4, 6, 8, 10};
        for (int i = 0; i < 8; i++) {
            weights[i] = 0.37f * numerators[i] / 10;
            weights[i + 8] = -4 * weights[i];
        }
        QuantizedValues quantized =
                TensorQuantizer.quantize(
                        "w", weights, 2, QuantizationOptions.of(new AdditivePowerOfTwo(4)));
        // The greatest unnormalised level is 5/8, so that alpha = scale * 5/8.
        assertThat(quantized.scales()[0] * 5 / 8).isCloseTo(0.37f, within(1e-12));
        assertThat(quantized.scales()[1] * 5 / 8).isCloseTo(4 * 0.37f, within(1e-12));
        float[] back = quantized.dequantize();
        for (int i = 0; i < 16; i++) {
            assertThat(back[i]).isCloseTo(weights[i], within(1e-6f));
        }
    }

    @Test
    void nearestAndLogDomainRulesPartAtOneAndAHalfAndAtTheSquareRootOfTwo() {
        float[] weights = {1, 0.72f, 0.74f, 0.76f, 0.36f, -0.37f, 0.38f};
        QuantizationOptions nearest =
                QuantizationOptions.of(new PowerOfTwo(4)).with(new Granularity.PerTensor());
        assertThat(TensorQuantizer.quantize("w", weights, 1, nearest).dequantize())
                .containsExactly(1, 0.5f, 0.5f, 1, 0.25f, -0.25f, 0.5f);
        assertThat(
                        TensorQuantizer.quantize(
                                        "w", weights, 1, nearest.with(PowerRule.LOG_DOMAIN))
                                .dequantize())
                .containsExactly(1, 1, 1, 1, 0.5f, -0.5f, 0.5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void denseShiftTakesTheNearestOfItsLevelsAndHasNoZero(int bits) {
        float[] weights = Samples.bellShaped(bits, 200);
        weights[5] = 0;
        QuantizedValues quantized =
                TensorQuantizer.quantize(
                        "w",
                        weights,
                        2,
                        QuantizationOptions.of(new DenseShift(bits)).with(new LeastSquaredError()));
        float[] back = quantized.dequantize();
        for (int i = 0; i < weights.length; i++) {
            double scale = quantized.scales()[i / 100];
            double nearest = Double.POSITIVE_INFINITY;
            for (int e = 0; e < 1 << (bits - 1); e++) {
                nearest = Math.min(nearest, Math.abs(Math.abs(weights[i]) - scale * (1 << e)));
            }
            assertThat(back[i]).isNotZero();
            assertThat(Math.abs((double) weights[i] - back[i])).isCloseTo(nearest, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 25", "4, 0", "4, 30", "4, 100", "5, 50"})
    void twoWordsAreThoseOfThePublishedFormulas(int wordBits, int percent) {
        float[] weights = Samples.bellShaped(wordBits, 300);
        var format = new TwoWordLog(wordBits, percent);
        TwoWordWeights found =
                TwoWordQuantizer.greatestShare("w", weights, 3, format, PowerRule.LOG_DOMAIN);
        float[] back = found.weights().dequantize();
        double[] alphas = new double[3];
        for (int i = 0; i < 300; i++) {
            alphas[i / 100] = Math.max(alphas[i / 100], Math.abs(weights[i]));
        }
        assertThat(found.weights().scales()).isEqualTo(alphas);
        // The least exponent that a word of these bits has, one code being zero.
        int least = (1 << (wordBits - 1)) - 2;
        double[] rests =
                IntStream.range(0, 300)
                        .mapToDouble(i -> rest(weights[i] / alphas[i / 100], least, 0))
                        .toArray();
        int[] byRest =
                IntStream.range(0, 300)
                        .boxed()
                        .sorted((a, b) -> Double.compare(Math.abs(rests[b]), Math.abs(rests[a])))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int count = (int) Math.ceil(300 * percent / 100.0);
        int twoWords = 0;
        for (int place = 0; place < 300; place++) {
            int i = byRest[place];
            double rest = rests[i];
            if (place < count) {
                double after = rest(rest, least, 2);
                twoWords += after == rest ? 0 : 1;
                rest = after;
            }
            double alpha = alphas[i / 100];
            assertThat((double) weights[i] - back[i]).isCloseTo(rest * alpha, within(1e-6));
        }
        assertThat(found.twoWordRatio()).isEqualTo(twoWords / 300.0);
    }

    /// What a word leaves of a value: `round(-log2 |value|)` from `first` on; below the least
    /// exponent it is zero.
    private static double rest(double value, int least, int first) {
        if (value == 0) {
            return 0;
        }
        double exponent = Math.rint(-Math.log(Math.abs(value)) / Math.log(2));
        if (exponent > least + first) {
            return value;
        }
        return value - Math.signum(value) * Math.pow(2, -Math.max(first, exponent));
    }

    @Test
    void theSecondWordNeverHurtsAndTheThresholdDecidesWhoHasOne() {
        float[] weights = Samples.bellShaped(9, 400);
        double error = Double.POSITIVE_INFINITY;
        double ratio = -1;
        for (double threshold : new double[] {1, 0.2, 0.1, 0.05, 0}) {
            TwoWordWeights found =
                    TwoWordQuantizer.aboveThreshold(
                            "w", weights, 4, new TwoWordLog(4, 100), threshold, PowerRule.NEAREST);
            double next = Samples.squaredError(weights, found.weights().dequantize());
            assertThat(next).isLessThanOrEqualTo(error);
            assertThat(found.twoWordRatio()).isGreaterThanOrEqualTo(ratio);
            error = next;
            ratio = found.twoWordRatio();
        }
        assertThat(
                        TwoWordQuantizer.aboveThreshold(
                                        "w",
                                        weights,
                                        4,
                                        new TwoWordLog(4, 100),
                                        1,
                                        PowerRule.NEAREST)
                                .twoWordRatio())
                .isZero();
        assertThatThrownBy(() ->
                        TwoWordQuantizer.aboveThreshold(
                                "w",
                                weights,
                                4,
                                new TwoWordLog(4, 100),
                                Double.NaN,
                                PowerRule.NEAREST))
                .hasMessageContaining("'w': threshold (NaN)");
    }

    @Test
    void logarithmicActivationsRoundTheirLogarithm() {
        var log3 = new Log2(3);
        float[] values = new float[2001];
        for (int i = 0; i < 2001; i++) {
            values[i] = (float) Math.pow(2, -i / 200.0);
        }
        values[2000] = 0;
        LogActivations codes = LogActivations.quantize("attention", values, log3);
        for (int i = 0; i < 2000; i++) {
            double rounded = Math.rint(-Math.log(values[i]) / Math.log(2));
            if (Math.abs(i % 200 - 100) > 0) {
                assertThat(codes.zeros()[i]).isEqualTo(rounded >= 8);
                assertThat(codes.codes()[i]).isEqualTo((int) Math.min(7, rounded));
            }
        }
        assertThat(codes.zeros()[2000]).isTrue();
        assertThat(codes.dequantize()[2000]).isZero();
        assertThat(codes.dequantize()[0]).isEqualTo(1);
        assertThatThrownBy(() -> LogActivations.quantize("attention", new float[] {0, 1.5f}, log3))
                .hasMessageContaining("'attention': value 1 is 1.5; log3 holds 0 to 1");
    }

    @Test
    void channelFactorsAreTheFirstLeastOfFour() {
        var int8 = new Int(8, true);
        float[] values = Samples.bellShaped(3, 6 * 64);
        float[] spread = {1, 0.5f, 0.1f, 8, 3, 0.01f};
        for (int i = 0; i < values.length; i++) {
            values[i] *= spread[i / 64];
        }
        ChannelFactors found =
                ChannelFactors.choose("norm", values, 6, int8, ScaleForm.POWER_OF_TWO);
        double greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        double scale8 = Math.pow(2, Math.rint(Math.log(greatest / 127) / Math.log(2)));
        assertThat(found.scale()).isEqualTo(scale8 / 8);
        for (int channel = 0; channel < 6; channel++) {
            double[] errors = new double[4];
            for (int k = 0; k < 4; k++) {
                double scale = scale8 / 8 * (1 << k);
                for (int i = channel * 64; i < channel * 64 + 64; i++) {
                    double q = Math.max(-128, Math.min(127, Math.rint(values[i] / scale)));
                    errors[k] += (values[i] - q * scale) * (values[i] - q * scale);
                }
            }
            double least = Arrays.stream(errors).min().orElseThrow();
            int first = 0;
            while (errors[first] > least) {
                first++;
            }
            assertThat(found.exponents()[channel]).isEqualTo(first);
            assertThat(found.grid(channel).scale()).isEqualTo(scale8 / 8 * (1 << first));
        }
        assertThat(found.exponents()).contains(0, 3);
    }

    @Test
    void theQuantizersForWeightsAgreeWithTheOptionsThatSayTheSame() {
        float[] weights = Samples.withOutliers(7, 4 * 60);
        for (String name : new String[] {"int3", "int8", "pot4", "apot4", "nf4", "dense3"}) {
            NumberFormat format = NumberFormat.parse(name);
            QuantizationOptions options = QuantizationOptions.of(format);
            QuantizedWeights direct = WeightQuantizer.perChannel(weights, 4, format);
            QuantizedWeights general =
                    TensorQuantizer.quantize(
                                    "w",
                                    weights,
                                    4,
                                    name.equals("int8")
                                            ? options
                                            : options.with(new LeastSquaredError()))
                            .toWeights();
            assertThat(general.codes()).isEqualTo(direct.codes());
            assertThat(general.scales()).isEqualTo(direct.scales());
        }
    }
}
