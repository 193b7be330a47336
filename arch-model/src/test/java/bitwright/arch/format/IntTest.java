package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IntTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16})
    void signedCodesAreTwosComplement(int bits) {
        Int format = new Int(bits, true);
        int half = 1 << (bits - 1);
        for (int code = 0; code < 2 * half; code++) {
            assertThat(format.decode(code)).isEqualTo(code < half ? code : code - 2 * half);
        }
        assertThat(format.minimum()).isEqualTo(-half);
        assertThat(format.maximum()).isEqualTo(half - 1);
        assertThat(format.decode(half)).isEqualTo(format.minimum());
        assertThat(format.decode(half - 1)).isEqualTo(format.maximum());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 16})
    void unsignedCodesAreThemselves(int bits) {
        Int format = new Int(bits, false);
        for (int code = 0; code < 1 << bits; code++) {
            assertThat(format.decode(code)).isEqualTo(code);
        }
        assertThat(format.minimum()).isZero();
        assertThat(format.maximum()).isEqualTo((1 << bits) - 1);
    }

    @Test
    void widthsOutsideTheRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Int(0, true))
                .withMessage("bits (0) must be 1 to 16.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Int(0, false))
                .withMessage("bits (0) must be 1 to 16.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Int(17, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Int(17, false));
    }

    @Test
    void codesOutsideTheWidthAreRefused() {
        for (int code : new int[] {-1, 16, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Int(4, true).decode(code))
                    .withMessage("code " + code + " does not fit int4.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Int(4, false).decode(code))
                    .withMessage("code " + code + " does not fit uint4.");
        }
    }
}
