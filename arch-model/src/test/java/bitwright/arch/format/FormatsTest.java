package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Meanings, storage and refusals of the formats beside integers and powers of two.
final class FormatsTest {
    static List<NumberFormat> builtIn() {
        return NumberFormat.builtInNames().stream().map(NumberFormat::parse).toList();
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void codesBeyondTheFormatAreRefused(NumberFormat format) {
        for (int code : new int[] {-1, format.codes(), Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> format.decode(code))
                    .withMessage("code " + code + " does not fit " + format.name() + ".");
        }
        assertThat(format.codes()).isBetween(2, 1 << format.bits());
        assertThat(format.least()).isLessThan(format.greatest());
    }

    /// Two words by hand: three bits have the exponents 0, -1 and -2 first, -2, -3 and -4 second.
    @ParameterizedTest
    @CsvSource({
        "0b000_000, 0",
        "0b000_011, 1",
        "0b000_001, 0.25",
        "0b000_111, -1",
        "0b011_011, 1.25",
        "0b111_011, 0.75",
        "0b001_011, 1.0625",
        "0b101_110, -0.5625",
        "0b010_000, 0.125",
        "0b100_100, 0"
    })
    void twoWordsAddUp(String code, double value) {
        int bits = Integer.parseInt(code.substring(2).replace("_", ""), 2);
        assertThat(new TwoWordLog(3, 25).decode(bits)).isEqualTo(value);
    }

    @Test
    void logarithmicActivationsAreNegativePowersOfTwo() {
        assertThat(IntStream.range(0, 16).mapToDouble(new Log2(4)::decode).toArray())
                .isEqualTo(IntStream.range(0, 16).mapToDouble(q -> Math.pow(2, -q)).toArray());
    }

    /// Against the language's own conversion: every code of 16 bits.
    @Test
    void halfPrecisionIsIeee() {
        for (int code = 0; code < 1 << 16; code++) {
            float expected = Float.float16ToFloat((short) code);
            assertThat(Double.compare(MiniFloat.FP16.decode(code), expected)).isZero();
            float brain = Float.intBitsToFloat(code << 16);
            assertThat(Double.compare(MiniFloat.BF16.decode(code), brain)).isZero();
        }
    }

    @Test
    void anEightBitElementOfMxHasSixFractionBits() {
        NumberFormat format = NumberFormat.parse("mxint8");
        for (int code = 0; code < 256; code++) {
            assertThat(format.decode(code)).isEqualTo((byte) code / 64.0);
        }
        assertThat(format.greatest()).isEqualTo(1.984375);
        assertThat(format.least()).isEqualTo(-2);
    }

    @Test
    void normalFloatsForIntegerDatapathsAreRounded() {
        for (Codebook codebook : List.of(Codebooks.NF2, Codebooks.NF3, Codebooks.NF4)) {
            var rounded = (Codebook) NumberFormat.parse(codebook.name() + "i8");
            for (int code = 0; code < codebook.codes(); code++) {
                assertThat(rounded.decode(code))
                        .isBetween(-127.0, 127.0)
                        .isEqualTo(Math.floor(codebook.decode(code) * 127 + 0.5));
            }
            assertThat(rounded.fractionBits()).isZero();
        }
    }

    /// 2^20 values, in bits for each value: published for the MX formats and NVFP4 (without the
    /// scale of the whole tensor).
    @ParameterizedTest
    @CsvSource({
        "int4, 4", "mxfp8e4m3, 8.25", "mxfp8e5m2, 8.25", "mxfp6e3m2, 6.25", "mxfp6e2m3, 6.25",
        "mxfp4, 4.25", "mxint8, 8.25", "nvfp4, 4.5", "int4g128, 4.125", "nf4g64, 4.25",
        "stlq4r25, 6", "stlq4r0, 5", "stlq3r100, 7", "fp16, 16", "binary, 1"
    })
    void storageCountsScalesAndFlags(String name, double bitsPerValue) {
        NumberFormat format = NumberFormat.parse(name);
        long tensor = name.equals("nvfp4") ? 32 : 0;
        assertThat(format.storageBits(1 << 20) - tensor)
                .isEqualTo((long) (bitsPerValue * (1 << 20)));
        assertThat(format.storageBits(0)).isEqualTo(tensor);
    }

    @Test
    void incompleteBlocksAndSharesAreRoundedUp() {
        assertThat(NumberFormat.parse("mxfp4").storageBits(33)).isEqualTo(33 * 4 + 2 * 8);
        assertThat(NumberFormat.parse("nvfp4").storageBits(1)).isEqualTo(4 + 8 + 32);
        assertThat(NumberFormat.parse("stlq4r25").storageBits(5)).isEqualTo(5 * 4 + 2 * 4 + 5);
    }

    @Test
    void scalesOfBlocks() {
        assertThat(BlockScale.E8M0.decode(127)).isEqualTo(1);
        assertThat(BlockScale.E8M0.decode(0)).isEqualTo(Math.pow(2, -127));
        assertThat(BlockScale.E8M0.decode(255)).isNaN();
        assertThat(BlockScale.E4M3.decode(0x7e)).isEqualTo(448);
        assertThat(BlockScale.FP16.decode(0x3c00)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> BlockScale.E8M0.decode(256));
    }

    @Test
    void codebooksKeepOrderAndCompareByValue() {
        var codebook = new Codebook("thirds", 3, -0.0, 0.375);
        assertThat(codebook.bits()).isEqualTo(2);
        assertThat(codebook.codes()).isEqualTo(3);
        assertThat(codebook.values()).containsExactly(3.0, 0.0, 0.375);
        assertThat(codebook.fractionBits()).isEqualTo(3);
        assertThat(codebook.levels().code(0)).isEqualTo(1);
        assertThat(codebook)
                .isEqualTo(new Codebook("thirds", List.of(3.0, 0.0, 0.375)))
                .hasSameHashCodeAs(new Codebook("thirds", 3, 0, 0.375))
                .isNotEqualTo(new Codebook("thirds", 0, 3, 0.375))
                .isNotEqualTo(new Codebook("other", 3, 0, 0.375));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0.5, 1",
        "0.1, 55",
        "3, 0",
        "1024, 0",
        "-0.75, 2",
        "4.9E-324, 1074",
        "0, 0",
        "2.2250738585072014E-308, 1022",
        "1E300, 0"
    })
    void fractionBitsAreTheLeastThatMakeAnInteger(double value, int bits) {
        assertThat(new Codebook("x", value, 7777).fractionBits()).isEqualTo(bits);
    }

    @Test
    void impossibleFormatsAreRefused() {
        refused(() -> new Codebook("one", 1), "codebook one must have 2 to 256 values, not 1.");
        refused(
                () -> new Codebook("many", new double[257]),
                "codebook many must have 2 to 256 values, not 257.");
        refused(() -> new Codebook("x", 1, Double.NaN), "codebook x: value 1 is NaN.");
        refused(() -> new Codebook("x", 0, 1, -0.0), "codebook x: value 2 (-0.0) repeats value 0.");
        refused(() -> new Codebook("a b", 0, 1), "codebook name 'a b' must be a letter,");
        refused(() -> new DenseShift(5), "bits (5) must be 2 to 4.");
        refused(() -> new Log2(1), "bits (1) must be 2 to 4.");
        refused(() -> new AdditivePowerOfTwo(2), "bits (2) must be 3 to 7.");
        refused(() -> new AdditivePowerOfTwo(7, false), "bits (7) must be 2 to 6.");
        refused(() -> new TwoWordLog(6, 0), "bits (6) must be 2 to 5.");
        refused(() -> new TwoWordLog(4, 101), "the percentage of two-word weights (101)");
        refused(() -> BlockScaled.grouped(new Int(4, true), 1), "elements of a block (1) must be");
        refused(
                () -> BlockScaled.grouped(new TwoWordLog(4, 25), 32),
                "elements of a block cannot be stlq4r25. Maybe int4.");
        refused(
                () -> new MiniFloat("x", 9, 2, 1, MiniFloat.Specials.NONE),
                "exponent bits (9) must be 2 to 8.");
        refused(
                () -> new MiniFloat("x", 8, 8, 1, MiniFloat.Specials.NONE),
                "mantissa bits (8) must be at least 1,");
    }

    private static void refused(Runnable what, String start) {
        assertThatIllegalArgumentException()
                .isThrownBy(what::run)
                .satisfies(problem ->
                        assertThat(problem.getMessage()).startsWith(start).hasLineCount(1));
    }
}
