package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Float32Test {
    @Test
    void itsCodesAreTheBitsOfFloats() {
        NumberFormat format = NumberFormat.parse("fp32");
        assertThat(format.bits()).isEqualTo(32);
        assertThat(format.storageBits(3)).isEqualTo(96);
        var random = new SplittableRandom(3);
        for (int round = 0; round < 100; round++) {
            float value = (float) random.nextDouble(-1e9, 1e9);
            assertThat(format.decode(Float.floatToIntBits(value))).isEqualTo(value);
        }
        assertThat(format.greatest()).isEqualTo(-format.least()).isEqualTo(Float.MAX_VALUE);
    }

    @Test
    void aPrecisionIsNamedAfterIt() {
        Precision precision = Precision.parse("fp32afp32");
        assertThat(precision.weights()).isEqualTo(precision.activations()).isEqualTo(new Float32());
        assertThat(precision.name()).isEqualTo("fp32afp32");
        assertThat(NumberFormat.isBuiltInName("fp32")).isTrue();
    }
}
