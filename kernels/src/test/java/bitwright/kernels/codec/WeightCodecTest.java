package bitwright.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.PowerOfTwo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightCodecTest {
    static List<NumberFormat> formats() {
        var formats = new ArrayList<NumberFormat>();
        for (int bits = 1; bits <= 16; bits++) {
            formats.add(new Int(bits, false));
            if (bits > 1) {
                formats.add(new Int(bits, true));
            }
        }
        for (int bits = 2; bits <= 5; bits++) {
            formats.add(new PowerOfTwo(bits));
        }
        return formats;
    }

    static List<NumberFormat> formatsOfUpToEightBits() {
        return formats().stream().filter(format -> format.bits() <= 8).toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyLevelIsEncodedAsItself(NumberFormat format) {
        for (int code = 0; code < 1 << format.bits(); code++) {
            double level = format.decode(code);
            assertThat(format.decode(WeightCodec.encode(format, level))).isEqualTo(level);
        }
    }

    @ParameterizedTest
    @MethodSource("formatsOfUpToEightBits")
    void theNearestLevelIsChosenEverywhere(NumberFormat format) {
        for (double value : probes(format)) {
            double chosen = format.decode(WeightCodec.encode(format, value));
            assertThat(Math.abs(chosen - value))
                    .as("%s of %s", format.name(), value)
                    .isEqualTo(Math.abs(bruteForceNearest(format, value) - value));
        }
    }

    @ParameterizedTest
    @MethodSource("formatsOfUpToEightBits")
    void tiesFollowTheStatedRule(NumberFormat format) {
        List<Double> levels = levels(format);
        for (int i = 1; i < levels.size(); i++) {
            double lower = levels.get(i - 1);
            double upper = levels.get(i);
            double expected =
                    format instanceof Int
                            ? (lower % 2 == 0 ? lower : upper)
                            : Math.abs(lower) < Math.abs(upper) ? lower : upper;
            assertThat(format.decode(WeightCodec.encode(format, (lower + upper) / 2)))
                    .as("%s between %s and %s", format.name(), lower, upper)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void valuesBeyondTheLevelsSaturate(NumberFormat format) {
        List<Double> levels = levels(format);
        for (double far : new double[] {1e9, Double.POSITIVE_INFINITY}) {
            assertThat(format.decode(WeightCodec.encode(format, far))).isEqualTo(levels.getLast());
            assertThat(format.decode(WeightCodec.encode(format, -far)))
                    .isEqualTo(levels.getFirst());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void zeroHasTheCodeZero(NumberFormat format) {
        assertThat(WeightCodec.encode(format, 0.0)).isZero();
        assertThat(WeightCodec.encode(format, -0.0)).isZero();
        assertThat(WeightCodec.encode(format, -1e-300)).isZero();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void integersAreTheLevelsTimesTheStatedPowerOfTwo(NumberFormat format) {
        double unit = Math.scalb(1.0, Integers.exponent(format));
        int greatest = 0;
        for (int code = 0; code < 1 << format.bits(); code++) {
            int integer = Integers.of(format, code);
            assertThat((double) integer).isEqualTo(format.decode(code) * unit);
            greatest = Math.max(greatest, Math.abs(integer));
        }
        assertThat(Integers.greatestMagnitude(format)).isEqualTo(greatest);
    }

    @Test
    void aCodeOfTooManyBitsIsRefused() {
        assertThatThrownBy(() -> Integers.of(new PowerOfTwo(3), new int[] {0, 8}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("code 8 does not fit pot3");
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> WeightCodec.encode(new Int(4, true), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN has no code in int4");
    }

    private static List<Double> levels(NumberFormat format) {
        var levels = new ArrayList<Double>();
        for (int code = 0; code < 1 << format.bits(); code++) {
            // Adding zero turns a negative zero into a positive one.
            levels.add(format.decode(code) + 0.0);
        }
        return levels.stream().distinct().sorted().toList();
    }

    /// Levels, middles and their closest neighbours, and points in between and beyond.
    private static List<Double> probes(NumberFormat format) {
        List<Double> levels = levels(format);
        var probes = new ArrayList<Double>();
        for (int i = 0; i < levels.size(); i++) {
            double level = levels.get(i);
            probes.add(level);
            probes.add(Math.nextUp(level));
            probes.add(Math.nextDown(level));
            if (i > 0) {
                double step = level - levels.get(i - 1);
                double middle = levels.get(i - 1) + step / 2;
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

    private static double bruteForceNearest(NumberFormat format, double value) {
        double best = Double.NaN;
        for (double level : levels(format)) {
            if (Double.isNaN(best) || Math.abs(level - value) < Math.abs(best - value)) {
                best = level;
            }
        }
        return best;
    }
}
