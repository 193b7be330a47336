package bitwright.kernels.quantizer.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.Codebooks;
import bitwright.kernels.quantizer.Samples;
import bitwright.kernels.quantizer.block.NormalFloatOptions.Divisor;
import bitwright.kernels.quantizer.block.ScaleCompression.IntegerAboveMinimum;
import bitwright.kernels.quantizer.block.ScaleCompression.Plain;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalFloatQuantizerTest {
    private static final int COUNT = 64 * 300 + 17;

    @Test
    void bitsPerWeightAreThePublishedOnes() {
        assertThat(NormalFloatOptions.QLORA.bitsPerWeight())
                .isEqualTo(4 + 8.0 / 64 + 32.0 / (64 * 256))
                .isCloseTo(4.127, within(5e-4));
        assertThat(NormalFloatOptions.lqLora(Codebooks.NF3, 8, ScaleStorage.BF16).bitsPerWeight())
                .isEqualTo(3 + 8.0 / 64 + 16.0 / (64 * 256));
        assertThat(
                        new NormalFloatOptions(Codebooks.NF4, 64, new Plain(), Divisor.EXACT_SCALE)
                                .bitsPerWeight())
                .isEqualTo(4.5);
    }

    @Test
    void theDynamicMapHas256ValuesInSevenDecades() {
        List<Double> values = DynamicMap.CODEBOOK.values();
        assertThat(values).hasSize(256).isSorted();
        assertThat(values.getFirst()).isEqualTo(-(double) 0.99296875f);
        assertThat(values.getLast()).isEqualTo(1);
        assertThat(values.get(254)).isEqualTo((double) 0.99296875f);
        assertThat(values.get(127)).isZero();
        assertThat(values.get(128)).isCloseTo(5.5e-7, within(1e-13));
        assertThat(values.get(129)).isCloseTo(3.25e-6, within(1e-12));
        for (int decade = 0; decade < 7; decade++) {
            double top = Math.pow(10, decade - 6);
            long inside = values.stream().filter(value -> value > top / 10 && value < top).count();
            assertThat(inside).isEqualTo(1L << decade);
        }
    }

    @Test
    void qloraIsThatOfAPlainImplementation() {
        float[] weights = Samples.withOutliers(1, COUNT);
        NormalFloatCodes codes =
                NormalFloatQuantizer.quantize("w", weights, NormalFloatOptions.QLORA);
        float[] back = codes.dequantize();
        int blocks = (COUNT + 63) / 64;
        double[] greatest = new double[blocks];
        double sum = 0;
        for (int block = 0; block < blocks; block++) {
            for (int i = block * 64; i < Math.min(COUNT, block * 64 + 64); i++) {
                greatest[block] = Math.max(greatest[block], Math.abs(weights[i]));
            }
            sum += greatest[block];
        }
        float mean = (float) (sum / blocks);
        for (int block = 0; block < blocks; block++) {
            double second = 0;
            for (int b = block / 256 * 256; b < Math.min(blocks, block / 256 * 256 + 256); b++) {
                second = Math.max(second, Math.abs((float) greatest[b] - mean));
            }
            double scale =
                    nearest(DynamicMap.CODEBOOK, ((float) greatest[block] - mean) / second) * second
                            + mean;
            for (int i = block * 64; i < Math.min(COUNT, block * 64 + 64); i++) {
                double level = nearest(Codebooks.NF4, weights[i] / greatest[block]);
                assertThat(back[i]).isEqualTo((float) (level * scale));
            }
        }
    }

    @Test
    void lqLoraIsThatOfAPlainImplementation() {
        float[] weights = Samples.withOutliers(2, COUNT);
        for (Divisor divisor : Divisor.values()) {
            for (int scaleBits : new int[] {2, 5, 8}) {
                var options =
                        new NormalFloatOptions(
                                Codebooks.NF3,
                                32,
                                new IntegerAboveMinimum(scaleBits, 16, ScaleStorage.FP16),
                                divisor);
                float[] back = NormalFloatQuantizer.quantize("w", weights, options).dequantize();
                int blocks = (COUNT + 31) / 32;
                float[] greatest = new float[blocks];
                float least = Float.POSITIVE_INFINITY;
                for (int block = 0; block < blocks; block++) {
                    for (int i = block * 32; i < Math.min(COUNT, block * 32 + 32); i++) {
                        greatest[block] = Math.max(greatest[block], Math.abs(weights[i]));
                    }
                    least = Math.min(least, greatest[block]);
                }
                for (int block = 0; block < blocks; block++) {
                    float most = 0;
                    for (int b = block / 16 * 16; b < Math.min(blocks, block / 16 * 16 + 16); b++) {
                        most = Math.max(most, greatest[b] - least);
                    }
                    double second = Float.float16ToFloat(Float.floatToFloat16(most));
                    int top = (1 << scaleBits) - 1;
                    double steps = Math.rint((greatest[block] - least) * (double) top / second);
                    double scale = Math.min(top, steps) * second / top + least;
                    double by = divisor == Divisor.EXACT_SCALE ? greatest[block] : scale;
                    for (int i = block * 32; i < Math.min(COUNT, block * 32 + 32); i++) {
                        double level = nearest(Codebooks.NF3, weights[i] / by);
                        assertThat(back[i]).isEqualTo((float) (level * scale));
                    }
                }
            }
        }
    }

    /// The first of the nearest from the least value up.
    private static double nearest(Codebook codebook, double value) {
        double best = Double.NaN;
        for (double level : codebook.values()) {
            if (Double.isNaN(best) || Math.abs(value - level) < Math.abs(value - best)) {
                best = level;
            }
        }
        return best;
    }

    @Test
    void dividingByTheDequantizedScaleIsNeverWorseInSum() {
        double exact = 0;
        double dequantized = 0;
        for (int seed = 0; seed < 5; seed++) {
            float[] weights = Samples.bellShaped(seed, COUNT);
            for (Divisor divisor : Divisor.values()) {
                var options =
                        new NormalFloatOptions(
                                Codebooks.NF4,
                                64,
                                new IntegerAboveMinimum(3, 256, ScaleStorage.FP32),
                                divisor);
                float[] back = NormalFloatQuantizer.quantize("w", weights, options).dequantize();
                double error = Samples.squaredError(weights, back);
                if (divisor == Divisor.EXACT_SCALE) {
                    exact += error;
                } else {
                    dequantized += error;
                }
            }
        }
        assertThat(dequantized).isLessThan(exact);
    }

    @Test
    void zerosStayZeroAndTheTopOfEveryBlockIsExactWithPlainScales() {
        float[] weights = Samples.bellShaped(4, 640);
        Arrays.fill(weights, 64, 128, 0);
        var options = new NormalFloatOptions(Codebooks.NF4, 64, new Plain(), Divisor.EXACT_SCALE);
        float[] back = NormalFloatQuantizer.quantize("w", weights, options).dequantize();
        for (int block = 0; block < 10; block++) {
            int top = block * 64;
            for (int i = block * 64; i < block * 64 + 64; i++) {
                top = Math.abs(weights[i]) > Math.abs(weights[top]) ? i : top;
            }
            assertThat(back[top]).isEqualTo(weights[top]);
        }
        assertThat(Arrays.copyOfRange(back, 64, 128)).containsOnly(0);
        assertThat(
                        NormalFloatQuantizer.quantize("w", new float[70], NormalFloatOptions.QLORA)
                                .dequantize())
                .containsOnly(0);
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() ->
                        NormalFloatQuantizer.quantize(
                                "q", new float[] {Float.NaN}, NormalFloatOptions.QLORA))
                .hasMessageContaining("'q': value 0 is NaN");
        assertThatThrownBy(() ->
                        new NormalFloatOptions(
                                new Codebook("wide", -2, 2), 64, new Plain(), Divisor.EXACT_SCALE))
                .hasMessageContaining("must reach 1");
        assertThatThrownBy(() -> new IntegerAboveMinimum(0, 256, ScaleStorage.FP32))
                .hasMessageContaining("bits of a scale (0)");
    }
}
