package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PowerOfTwoTest {
    /// The published levels (APoT's code, additive = False): nothing, then 2^-14 … 2^0 for five
    /// bits, of which fewer bits have the upper end.
    private static final double[] FIVE_BITS = {
        0,
        1.0 / 16384,
        1.0 / 8192,
        1.0 / 4096,
        1.0 / 2048,
        1.0 / 1024,
        1.0 / 512,
        1.0 / 256,
        1.0 / 128,
        1.0 / 64,
        1.0 / 32,
        1.0 / 16,
        1.0 / 8,
        1.0 / 4,
        1.0 / 2,
        1
    };

    @Test
    void levelsAreThePublishedOnes() {
        assertThat(magnitudes(2)).containsExactly(0, 1);
        assertThat(magnitudes(3)).containsExactly(0, 0.25, 0.5, 1);
        assertThat(magnitudes(4))
                .containsExactly(0, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1);
        assertThat(magnitudes(5)).containsExactly(FIVE_BITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void theHighestBitIsTheSign(int bits) {
        PowerOfTwo format = new PowerOfTwo(bits);
        int sign = 1 << (bits - 1);
        assertThat(format.decode(sign)).isEqualTo(0.0);
        for (int code = 1; code < sign; code++) {
            assertThat(format.decode(code | sign)).isEqualTo(-format.decode(code));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void everyLevelIsAnIntegerAfterTheGreatestShift(int bits) {
        PowerOfTwo format = new PowerOfTwo(bits);
        double one = Math.scalb(1.0, format.maximumShift());
        assertThat(format.decode(1) * one).isEqualTo(1);
        for (int code = 0; code < 1 << bits; code++) {
            double integer = format.decode(code) * one;
            assertThat(integer).isEqualTo(Math.rint(integer));
        }
    }

    @Test
    void widthsAndCodesOutsideTheRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowerOfTwo(1))
                .withMessage("bits (1) must be 2 to 5.");
        assertThatIllegalArgumentException().isThrownBy(() -> new PowerOfTwo(6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowerOfTwo(3).decode(8))
                .withMessage("code 8 does not fit pot3.");
        assertThatIllegalArgumentException().isThrownBy(() -> new PowerOfTwo(3).decode(-1));
    }

    private static double[] magnitudes(int bits) {
        PowerOfTwo format = new PowerOfTwo(bits);
        return IntStream.range(0, 1 << (bits - 1)).mapToDouble(format::decode).toArray();
    }
}
