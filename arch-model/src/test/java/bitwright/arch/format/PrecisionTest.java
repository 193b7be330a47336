package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrecisionTest {
    @Test
    void everyFormatIsParsedFromItsName() {
        List<NumberFormat> formats = formats();
        for (NumberFormat format : formats) {
            assertThat(NumberFormat.parse(format.name())).isEqualTo(format);
        }
        assertThat(new HashSet<>(formats.stream().map(NumberFormat::name).toList()))
                .hasSameSizeAs(formats);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int",
                "8",
                "Int8",
                "int 8",
                "int0",
                "int17",
                "uint0",
                "uint17",
                "int-8",
                "pot1",
                "pot6",
                "float32",
                "int08x",
                "int999999999999"
            })
    void otherNamesAreRefusedByName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumberFormat.parse(name))
                .withMessageStartingWith("number format '" + name + "'")
                .withMessageEndingWith(".");
    }

    @Test
    void everyShortNameIsParsedAsSigned() {
        for (NumberFormat weights : formats()) {
            for (int bits = 1; bits <= 16; bits++) {
                var precision = new Precision(weights, new Int(bits, true), new Accumulator(32));
                assertThat(Precision.parse(precision.name())).isEqualTo(precision);
            }
        }
    }

    @Test
    void namesTellWeightsAndActivationBits() {
        assertThat(Precision.parse("w4a8").name()).isEqualTo("w4a8");
        assertThat(Precision.parse("pot4a8").weights()).isEqualTo(new PowerOfTwo(4));
        assertThat(Precision.parse("pot4a8").activations()).isEqualTo(new Int(8, true));
        assertThat(Precision.parse("w8a8").accumulator()).isEqualTo(new Accumulator(32));
    }

    @Test
    void unsignedActivationsKeepWidthAndName() {
        Precision signed = Precision.parse("w4a8");
        Precision unsigned = signed.withUnsignedActivations();
        assertThat(unsigned.activations()).isEqualTo(new Int(8, false));
        assertThat(unsigned.weights()).isEqualTo(signed.weights());
        assertThat(unsigned.name()).isEqualTo("w4a8");
        assertThat(unsigned).isNotEqualTo(signed).isEqualTo(unsigned.withUnsignedActivations());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "w8",
                "a8",
                "w8a",
                "8x8",
                "W8A8",
                "w17a8",
                "int8a8",
                "pot6a8",
                "w8auint8"
            })
    void otherShortNamesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Precision.parse(name));
    }

    @Test
    void accumulatorsHaveEightToSixtyFourBits() {
        assertThat(new Accumulator(8).bits()).isEqualTo(8);
        assertThat(new Accumulator(64).bits()).isEqualTo(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accumulator(7))
                .withMessage("accumulator bits (7) must be 8 to 64.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Accumulator(65));
    }

    private static List<NumberFormat> formats() {
        var formats = new ArrayList<NumberFormat>();
        for (int bits = 1; bits <= 16; bits++) {
            formats.add(new Int(bits, false));
            formats.add(new Int(bits, true));
        }
        NumberFormat.builtInNames().forEach(name -> formats.add(NumberFormat.parse(name)));
        for (String name : List.of("stlq2r0", "stlq5r100", "stlq4r7", "apot5g64", "fp4e2m1g16")) {
            formats.add(NumberFormat.parse(name));
        }
        return formats.stream().distinct().toList();
    }
}
