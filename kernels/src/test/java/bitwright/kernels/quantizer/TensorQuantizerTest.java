package bitwright.kernels.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.quantizer.Granularity.PerChannel;
import bitwright.kernels.quantizer.Granularity.PerGroup;
import bitwright.kernels.quantizer.Granularity.PerTensor;
import bitwright.kernels.quantizer.ScaleObjective.LeastDivergence;
import bitwright.kernels.quantizer.ScaleObjective.LeastNorm;
import bitwright.kernels.quantizer.ScaleObjective.LeastOutputError;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredError;
import bitwright.kernels.quantizer.ScaleObjective.LeastSquaredErrorExact;
import bitwright.kernels.quantizer.ScaleObjective.MinimumMaximum;
import bitwright.kernels.quantizer.ScaleObjective.Percentile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorQuantizerTest {
    private static final int CHANNELS = 4;
    private static final int REDUCTION = 50;

    static Stream<QuantizationOptions> allOptions() {
        OutputError output =
                OutputError.ofProducts(REDUCTION, Samples.bellShaped(1, 20 * REDUCTION));
        List<ScaleObjective> objectives =
                List.of(
                        new MinimumMaximum(),
                        new Percentile(99),
                        new LeastSquaredError(),
                        new LeastSquaredErrorExact(),
                        LeastNorm.RAPQ,
                        new LeastDivergence(256),
                        new LeastOutputError(output));
        var all = new ArrayList<QuantizationOptions>();
        for (ScaleObjective objective : objectives) {
            for (Granularity granularity :
                    List.of(new PerTensor(), new PerChannel(), new PerGroup(16))) {
                for (ScaleForm form : ScaleForm.values()) {
                    for (Symmetry symmetry : Symmetry.values()) {
                        if (symmetry == Symmetry.SYMMETRIC
                                || !(objective instanceof LeastSquaredErrorExact)) {
                            all.add(
                                    QuantizationOptions.of(new Int(4, true))
                                            .with(granularity)
                                            .with(objective)
                                            .with(form)
                                            .with(symmetry));
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("allOptions")
    void everyCombinationTakesEveryValueToTheNearestLevelOfItsOwnGrid(QuantizationOptions options) {
        float[] values = Samples.withOutliers(2, CHANNELS * REDUCTION);
        QuantizedValues quantized = TensorQuantizer.quantize("w", values, CHANNELS, options);
        float[] back = quantized.dequantize();
        for (int i = 0; i < values.length; i++) {
            int run =
                    switch (options.granularity()) {
                        case PerTensor _ -> 0;
                        case PerChannel _ -> i / REDUCTION;
                        case PerGroup groups -> i / REDUCTION * 4 + i % REDUCTION / groups.size();
                    };
            double scale = quantized.scales()[run];
            int zeroPoint = quantized.zeroPoints()[run];
            double nearest = Double.POSITIVE_INFINITY;
            for (int q = -8; q <= 7; q++) {
                nearest = Math.min(nearest, Math.abs(values[i] - (q - zeroPoint) * scale));
            }
            assertThat(Math.abs(values[i] - (double) back[i]))
                    .isCloseTo(nearest, within(1e-5 * scale * 16));
        }
    }

    @ParameterizedTest
    @MethodSource("allOptions")
    void quantizingTwiceIsQuantizingOnceAndZeroStaysZero(QuantizationOptions options) {
        float[] values = Samples.withOutliers(3, CHANNELS * REDUCTION);
        values[7] = 0;
        QuantizedValues quantized = TensorQuantizer.quantize("w", values, CHANNELS, options);
        float[] back = quantized.dequantize();
        assertThat(back[7]).isZero();
        int[] boundaries = options.granularity().boundaries(CHANNELS, REDUCTION);
        for (int run = 0; run + 1 < boundaries.length; run++) {
            for (int i = boundaries[run]; i < boundaries[run + 1]; i++) {
                assertThat(quantized.grid(run).encode(back[i])).isEqualTo(quantized.codes()[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allOptions")
    void scalesHaveTheFormThatTheOptionsSay(QuantizationOptions options) {
        float[] values = Samples.withOutliers(4, CHANNELS * REDUCTION);
        for (double scale : TensorQuantizer.quantize("w", values, CHANNELS, options).scales()) {
            switch (options.form()) {
                case REAL -> assertThat(scale).isPositive();
                case DYADIC -> {
                    double multiplier = Math.scalb(scale, 30 - Math.getExponent(scale));
                    assertThat(multiplier).isEqualTo(Math.rint(multiplier));
                }
                case POWER_OF_TWO ->
                        assertThat(scale).isEqualTo(Math.scalb(1.0, Math.getExponent(scale)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allOptions")
    void swappingChannelsSwapsResults(QuantizationOptions options) {
        if (options.granularity() instanceof PerTensor) {
            return;
        }
        float[] values = Samples.withOutliers(5, CHANNELS * REDUCTION);
        float[] swapped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            swapped[values.length - REDUCTION - i / REDUCTION * REDUCTION + i % REDUCTION] =
                    values[i];
        }
        int[] codes = TensorQuantizer.quantize("w", values, CHANNELS, options).codes();
        int[] others = TensorQuantizer.quantize("w", swapped, CHANNELS, options).codes();
        for (int i = 0; i < values.length; i++) {
            assertThat(
                            others[
                                    values.length
                                            - REDUCTION
                                            - i / REDUCTION * REDUCTION
                                            + i % REDUCTION])
                    .isEqualTo(codes[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int4", "pot4", "apot4", "dense3", "fp4e2m1", "stlq3r25"})
    void negatedValuesGetNegatedLevels(String name) {
        NumberFormat format = NumberFormat.parse(name);
        float[] values = Samples.bellShaped(6, CHANNELS * REDUCTION);
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        // The min-max scale is that of the magnitudes, so that nothing but the least integer is
        // lopsided, and nothing reaches it.
        QuantizationOptions options = QuantizationOptions.of(format);
        float[] back = TensorQuantizer.quantize("w", values, CHANNELS, options).dequantize();
        float[] other = TensorQuantizer.quantize("w", negated, CHANNELS, options).dequantize();
        for (int i = 0; i < values.length; i++) {
            assertThat(other[i]).isEqualTo(0 - back[i]);
        }
    }

    @Test
    void leastSquaredErrorIsNeverWorseThanMinMaxInAnyForm() {
        for (int seed = 0; seed < 12; seed++) {
            float[] values = Samples.withOutliers(seed, 200);
            for (String name : List.of("int2", "int4", "int8", "uint4", "pot4", "nf4", "fp4e2m1")) {
                NumberFormat format = NumberFormat.parse(name);
                for (ScaleForm form : ScaleForm.values()) {
                    for (Symmetry symmetry : Symmetry.values()) {
                        boolean fits =
                                switch (symmetry) {
                                    case SYMMETRIC -> format.least() < 0;
                                    case ASYMMETRIC -> format instanceof Int;
                                };
                        if (!fits) {
                            continue;
                        }
                        QuantizationOptions options =
                                QuantizationOptions.of(format).with(form).with(symmetry);
                        assertThat(error(values, options.with(new LeastSquaredError())))
                                .as("%s %s", seed, options)
                                .isLessThanOrEqualTo(error(values, options));
                    }
                }
            }
        }
    }

    @Test
    void theExactScaleIsNeverBeatenByAFineSearch() {
        for (String name :
                List.of("int2", "int3", "int4", "pot3", "apot4", "dense3", "nf3", "fp4e2m1")) {
            NumberFormat format = NumberFormat.parse(name);
            for (int seed = 0; seed < 5; seed++) {
                float[] values = Samples.withOutliers(seed, 60);
                double scale = ExactScale.leastSquaredErrorScale(values, 0, 60, format);
                double exact = Grid.symmetric(format, scale).squaredError(values, 0, 60);
                double finest = Double.POSITIVE_INFINITY;
                for (int i = 1; i <= 2000; i++) {
                    Grid grid = Grid.symmetric(format, i * 0.01);
                    finest = Math.min(finest, grid.squaredError(values, 0, 60));
                }
                double searched = ScaleSearch.leastSquaredErrorScale(values, 0, 60, format);
                finest =
                        Math.min(
                                finest,
                                Grid.symmetric(format, searched).squaredError(values, 0, 60));
                assertThat(exact).as(name).isLessThanOrEqualTo(finest * (1 + 1e-9));
                assertThat(exact).as(name).isGreaterThan(finest * 0.98);
            }
        }
    }

    @Test
    void moreBitsAndFinerGranularityAreNeverWorseAtTheExactScale() {
        for (int seed = 0; seed < 8; seed++) {
            float[] values = Samples.withOutliers(seed, CHANNELS * 48);
            double wider = Double.POSITIVE_INFINITY;
            for (int bits = 2; bits <= 6; bits++) {
                double coarser = Double.POSITIVE_INFINITY;
                for (Granularity granularity :
                        List.of(
                                new PerTensor(),
                                new PerChannel(),
                                new PerGroup(24),
                                new PerGroup(8))) {
                    double error =
                            error(
                                    values,
                                    QuantizationOptions.of(new Int(bits, true))
                                            .with(granularity)
                                            .with(new LeastSquaredErrorExact()));
                    assertThat(error).isLessThanOrEqualTo(coarser * (1 + 1e-6));
                    coarser = error;
                    if (granularity instanceof PerChannel) {
                        assertThat(error).isLessThanOrEqualTo(wider * (1 + 1e-6));
                        wider = error;
                    }
                }
            }
        }
    }

    private static double error(float[] values, QuantizationOptions options) {
        QuantizedValues quantized = TensorQuantizer.quantize("w", values, CHANNELS, options);
        int[] boundaries = options.granularity().boundaries(CHANNELS, values.length / CHANNELS);
        double sum = 0;
        for (int run = 0; run + 1 < boundaries.length; run++) {
            sum += quantized.grid(run).squaredError(values, boundaries[run], boundaries[run + 1]);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("allOptions")
    void theGreatestAndTheLeastFloatsKeepTheirSigns(QuantizationOptions options) {
        for (float magnitude : new float[] {Float.MIN_VALUE, Float.MAX_VALUE}) {
            float[] values = new float[CHANNELS * REDUCTION];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i & 1) == 0 ? magnitude : -magnitude;
            }
            QuantizedValues quantized = TensorQuantizer.quantize("w", values, CHANNELS, options);
            float[] back = quantized.dequantize();
            for (int i = 0; i < values.length; i++) {
                assertThat(back[i]).isNotNaN();
                assertThat(back[i] * Math.signum(values[i])).isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void theLastGroupMayBeIncompleteAndHasAScaleOfItsOwn() {
        float[] values = {1, 2, 3, 4, 70, -10, 20, 30, 40, 7};
        QuantizedValues quantized =
                TensorQuantizer.quantize(
                        "w",
                        values,
                        2,
                        QuantizationOptions.of(new Int(4, true)).with(new PerGroup(4)));
        assertThat(quantized.scales()).containsExactly(4.0 / 7, 70.0 / 7, 40.0 / 7, 7.0 / 7);
        assertThat(quantized.dequantize()[4]).isEqualTo(70);
        assertThat(quantized.dequantize()[9]).isEqualTo(7);
    }

    @Test
    void aTensorOfZerosHasTheScaleOneInEveryObjective() {
        allOptions()
                .filter(options -> options.granularity() instanceof PerTensor)
                .forEach(options -> {
                    QuantizedValues zeros =
                            TensorQuantizer.quantize("w", new float[50], 1, options);
                    assertThat(zeros.scales()).containsExactly(1);
                    assertThat(zeros.dequantize()).containsOnly(0);
                });
    }

    @Test
    void badInputIsRefusedInOneLineThatNamesTensorAndValue() {
        QuantizationOptions int8 = QuantizationOptions.of(new Int(8, true));
        assertThatThrownBy(() -> TensorQuantizer.quantize("conv1.w", new float[0], 1, int8))
                .hasMessage("tensor 'conv1.w' is empty and has nothing to quantize.");
        assertThatThrownBy(() -> TensorQuantizer.quantize("conv1.w", new float[5], 2, int8))
                .hasMessageContaining("'conv1.w': 5 values do not divide into 2 channels");
        assertThatThrownBy(() ->
                        TensorQuantizer.quantize("conv1.w", new float[] {1, Float.NaN}, 1, int8))
                .hasMessageContaining("'conv1.w': value 1 is NaN");
        assertThatThrownBy(() ->
                        TensorQuantizer.quantize(
                                "x", new float[] {Float.NEGATIVE_INFINITY}, 1, int8))
                .hasMessageContaining("value 0 is -Infinity");
        assertThatThrownBy(() ->
                        TensorQuantizer.quantize(
                                "x",
                                new float[] {1, -2},
                                1,
                                QuantizationOptions.of(new Int(8, false))))
                .hasMessageContaining("tensor 'x': values reach -2.0, which uint8 cannot hold");
        assertThatThrownBy(() -> new PerGroup(0)).hasMessageContaining("group size (0)");
        assertThatThrownBy(() -> new Percentile(0)).hasMessageContaining("percentile (0.0)");
        assertThatThrownBy(() -> new Percentile(100.5)).hasMessageContaining("(100.5)");
        assertThatThrownBy(() -> new Percentile(Double.NaN)).hasMessageContaining("(NaN)");
        assertThatThrownBy(() -> new Grid(new Int(8, true), 0, 0))
                .hasMessageContaining("scale (0.0)");
        assertThatThrownBy(() -> new Grid(new Int(8, true), 1, 128))
                .hasMessage("zero point (128) must be -128 to 127 in int8.");
        assertThatThrownBy(() -> new Grid(NumberFormat.parse("pot4"), 1, 1))
                .hasMessageContaining("only integers have one");
        assertThatThrownBy(() ->
                        QuantizationOptions.of(NumberFormat.parse("nf4")).with(Symmetry.ASYMMETRIC))
                .hasMessageContaining("nf4 has no zero point");
        assertThatThrownBy(() ->
                        QuantizationOptions.of(NumberFormat.parse("nf4"))
                                .with(LeastDivergence.STANDARD))
                .hasMessageContaining("entropy calibration is for integers");
        assertThatThrownBy(() -> new LeastNorm(2, 101, 0.01)).hasMessageContaining("101 steps");
    }
}
