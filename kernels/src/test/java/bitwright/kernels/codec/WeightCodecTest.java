package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.Int;
import bitwright.arch.format.MiniFloat;
import bitwright.arch.format.NumberFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightCodecTest {
    static List<NumberFormat> formats() {
        var formats = new ArrayList<NumberFormat>();
        NumberFormat.builtInNames().forEach(name -> formats.add(NumberFormat.parse(name)));
        for (String name : List.of("stlq2r25", "stlq5r25", "dense3g32", "log3g16")) {
            formats.add(NumberFormat.parse(name));
        }
        formats.add(new Codebook("skewed", 7, -1, 0.5, -2.25, 0));
        formats.add(new Codebook("tenths", -0.1, 0.1, 0.2, 0.3, 0.7, -0.7, 1e-9));
        var random = new SplittableRandom(4);
        formats.add(new Codebook("drawn", random.doubles(256).map(x -> x - 0.5).toArray()));
        return formats;
    }

    static List<NumberFormat> formatsOfUpToEightBits() {
        return formats().stream().filter(format -> format.bits() <= 8).toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyLevelIsEncodedAsItself(NumberFormat format) {
        for (int code = 0; code < format.codes(); code++) {
            double level = format.decode(code);
            if (Double.isFinite(level)) {
                assertThat(format.decode(WeightCodec.encode(format, level)) + 0.0)
                        .isEqualTo(level + 0.0);
            }
        }
    }

    /// Levels, middles, their neighbours and points between, against exact distances.
    @ParameterizedTest
    @MethodSource("formatsOfUpToEightBits")
    void theNearestLevelIsChosenEverywhere(NumberFormat format) {
        List<Double> levels = levels(format);
        var wrong = new ArrayList<String>();
        for (double value : probes(levels)) {
            double chosen = format.decode(WeightCodec.encode(format, value));
            if (distance(chosen, value).compareTo(leastDistance(levels, value)) != 0
                    || WeightCodec.nearestLevel(format, value) != chosen) {
                wrong.add(value + " took " + chosen);
            }
        }
        assertThat(wrong).as(format.name()).isEmpty();
    }

    /// The finite numbers of half precision, all of them for few levels, else an odd stride of
    /// them: no level is nearer than the chosen one.
    @ParameterizedTest
    @MethodSource("formatsOfUpToEightBits")
    void halfPrecisionNumbersTakeTheNearestLevel(NumberFormat format) {
        double[] levels = levels(format).stream().mapToDouble(level -> level).toArray();
        int step = levels.length / 4 | 1;
        int wrong = 0;
        for (int code = 0; code < 1 << 16; code += step) {
            double value = MiniFloat.FP16.decode(code);
            if (Double.isFinite(value)) {
                double chosen = format.decode(WeightCodec.encode(format, value));
                double least = Double.POSITIVE_INFINITY;
                for (double level : levels) {
                    least = Math.min(least, Math.abs(level - value));
                }
                wrong += Math.abs(chosen - value) == least ? 0 : 1;
            }
        }
        assertThat(wrong).as(format.name()).isZero();
    }

    @ParameterizedTest
    @MethodSource("formatsOfUpToEightBits")
    void tiesFollowTheStatedRule(NumberFormat format) {
        List<Double> levels = levels(format);
        int ties = 0;
        for (int i = 1; i < levels.size(); i++) {
            double lower = levels.get(i - 1);
            double upper = levels.get(i);
            double middle = (lower + upper) / 2;
            if (distance(lower, middle).compareTo(distance(upper, middle)) == 0) {
                ties++;
                assertThat(format.decode(WeightCodec.encode(format, middle)))
                        .as("%s between %s and %s", format.name(), lower, upper)
                        .isEqualTo(expectedAtTie(format, lower, upper));
            }
        }
        assertThat(ties).as(format.name()).isPositive();
    }

    /// The rules by the names of the families, as the table of [WeightCodec] states them.
    private static double expectedAtTie(NumberFormat format, double lower, double upper) {
        String family = format.name().replaceFirst("g[0-9]+$", "");
        if (family.equals("mxint8")) {
            return Math.rint(lower * 64) % 2 == 0 ? lower : upper;
        } else if (family.matches("u?int.*")) {
            return lower % 2 == 0 ? lower : upper;
        } else if (family.matches("(mx|nv)?fp.*")) {
            return evenMantissa(format, lower) ? lower : upper;
        } else if (family.matches("(u?apot|pot|stlq|dense|log).*")) {
            return -lower == upper || Math.abs(upper) < Math.abs(lower) ? upper : lower;
        }
        return lower;
    }

    private static boolean evenMantissa(NumberFormat format, double level) {
        return IntStream.range(0, format.codes())
                .anyMatch(code -> format.decode(code) == level && code % 2 == 0);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void valuesBeyondTheLevelsSaturate(NumberFormat format) {
        for (double far : new double[] {1e39, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
            assertThat(format.decode(WeightCodec.encode(format, far))).isEqualTo(format.greatest());
            assertThat(format.decode(WeightCodec.encode(format, -far)) + 0.0)
                    .isEqualTo(format.least());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zeroTakesTheLeastCodeThatMeansItAndNeverANegativeZero(NumberFormat format) {
        int[] zeros =
                IntStream.range(0, format.codes())
                        .filter(code -> format.decode(code) == 0)
                        .limit(1)
                        .toArray();
        for (double value : new double[] {0.0, -0.0, -Double.MIN_VALUE, Double.MIN_VALUE}) {
            int code = WeightCodec.encode(format, value);
            if (zeros.length > 0) {
                assertThat(code).isEqualTo(zeros[0]);
            }
            assertThat(1 / format.decode(code)).isNotEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    /// NF4 as bitsandbytes does it: a code is how many thresholds the value is above.
    @Test
    void normalFloatCodesCountThresholds() throws IOException {
        double[] thresholds;
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        getClass().getResourceAsStream("nf4-thresholds.txt")),
                                StandardCharsets.UTF_8))) {
            thresholds =
                    reader.lines()
                            .filter(line -> line.charAt(0) != '#')
                            .mapToDouble(Double::parseDouble)
                            .toArray();
        }
        assertThat(thresholds).hasSize(15).isSorted();
        NumberFormat nf4 = NumberFormat.parse("nf4");
        var random = new SplittableRandom(3);
        DoubleStream.concat(
                        random.doubles(20_000, -1.2, 1.2),
                        DoubleStream.of(thresholds)
                                .flatMap(t -> DoubleStream.of(t, Math.nextUp(t), Math.nextDown(t))))
                .forEach(value ->
                        assertThat(WeightCodec.encode(nf4, value))
                                .as("%s", value)
                                .isEqualTo(
                                        (int)
                                                DoubleStream.of(thresholds)
                                                        .filter(t -> value > t)
                                                        .count()));
    }

    /// Half precision as the language rounds it, up to the greatest finite value.
    @Test
    void halfPrecisionRoundsAsTheLanguageDoes() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Math.abs(value) < 65504) {
                int expected = Float.floatToFloat16(value) & 0xffff;
                assertThat(WeightCodec.encode(MiniFloat.FP16, value))
                        .as("%s", value)
                        .isEqualTo(expected == 0x8000 ? 0 : expected);
            }
        }
    }

    @Test
    void aTwoWordValueTakesTheFewestWords() {
        NumberFormat format = NumberFormat.parse("stlq4r25");
        for (int code = 0; code < 256; code++) {
            double level = format.decode(code);
            int chosen = WeightCodec.encode(format, level);
            boolean oneWordIsEnough =
                    IntStream.range(0, 16).anyMatch(word -> format.decode(word) == level);
            assertThat(chosen < 16).as("%s", level).isEqualTo(oneWordIsEnough);
        }
    }

    @Test
    void notANumberIsRefused() {
        for (NumberFormat format : formats()) {
            assertThatThrownBy(() -> WeightCodec.encode(format, Double.NaN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("NaN has no code in ");
            assertThatThrownBy(() -> WeightCodec.nearestLevel(format, Double.NaN))
                    .hasMessage("NaN has no code in " + format.name() + ". Maybe a weight is NaN.");
        }
        assertThat(new Int(4, true).codes()).isEqualTo(16);
    }

    private static BigDecimal distance(double level, double value) {
        return new BigDecimal(level).subtract(new BigDecimal(value)).abs();
    }

    private static BigDecimal leastDistance(List<Double> levels, double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal least = distance(levels.getFirst(), value);
        for (double level : levels) {
            // Far levels cannot be nearest; doubles are exact enough to tell.
            if (Math.abs(level - value) <= 2 * least.doubleValue()) {
                least = least.min(new BigDecimal(level).subtract(exact).abs());
            }
        }
        return least;
    }

    private static List<Double> levels(NumberFormat format) {
        return IntStream.range(0, format.codes())
                .mapToDouble(format::decode)
                .filter(Double::isFinite)
                // Adding zero turns a negative zero into a positive one.
                .map(level -> level + 0.0)
                .sorted()
                .distinct()
                .boxed()
                .toList();
    }

    private static List<Double> probes(List<Double> levels) {
        var probes = new ArrayList<Double>();
        for (int i = 0; i < levels.size(); i++) {
            double level = levels.get(i);
            probes.add(level);
            probes.add(Math.nextUp(level));
            probes.add(Math.nextDown(level));
            if (i > 0) {
                double step = level - levels.get(i - 1);
                double middle = (levels.get(i - 1) + level) / 2;
                probes.add(middle);
                probes.add(Math.nextUp(middle));
                probes.add(Math.nextDown(middle));
                for (double part : new double[] {0.1, 0.3, 0.45, 0.55, 0.7, 0.9}) {
                    probes.add(levels.get(i - 1) + part * step);
                }
            }
        }
        probes.add(levels.getFirst() - 0.3);
        probes.add(levels.getLast() + 0.3);
        return probes;
    }
}
