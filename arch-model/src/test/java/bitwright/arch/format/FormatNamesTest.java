package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The grammars of format and precision names beyond the examples of [PrecisionTest].
final class FormatNamesTest {
    private static final Codebook THIRDS = new Codebook("thirds", -1, 0, 0.375);

    @Test
    void everyPrecisionOfEveryPairOfFormatsIsParsedFromItsName() {
        List<NumberFormat> formats =
                NumberFormat.builtInNames().stream().map(NumberFormat::parse).toList();
        for (NumberFormat weights : formats) {
            for (NumberFormat activations : formats) {
                var precision = new Precision(weights, activations, new Accumulator(32));
                assertThat(Precision.parse(precision.name()))
                        .isEqualTo(precision.withSignedActivations());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apt4; number format 'apt4' is unknown. Maybe apot4.",
                "FP8E4M3; number format 'FP8E4M3' is unknown. Maybe fp8e4m3.",
                "mxfp5; number format 'mxfp5' is unknown. Maybe mxfp4.",
                "nf5; number format 'nf5' is unknown. Maybe nf2.",
                "apot8; number format 'apot8': bits (8) must be 3 to 7.",
                "dense1; number format 'dense1': bits (1) must be 2 to 4.",
                "stlq4; number format 'stlq4' is unknown. Maybe stlq4r25.",
                "stlq4r101; number format 'stlq4r101': the percentage of two-word weights (101) must"
                        + " be 0 to 100.",
                "int4g1; number format 'int4g1': elements of a block (1) must be 2 to 65536.",
                "mxfp4g32; number format 'mxfp4g32': elements of a block cannot be mxfp4. Maybe int4.",
                "thirds; number format 'thirds' is unknown. Maybe int8, uint4, pot4, apot4, stlq4r25,"
                        + " dense3, log4, fp8e4m3, nf4, mxfp4 or int4g128."
            })
    void unknownNamesGetTheNearest(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumberFormat.parse(name))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apt4a8; precision 'apt4a8' is unknown: number format 'apt4' is unknown. Maybe apot4.",
                "w4a99; precision 'w4a99' is unknown: number format 'int99': bits (99) must be 1 to 16.",
                "w4afp61; precision 'w4afp61' is unknown: number format 'fp61' is unknown. Maybe fp16.",
                "int8a8; precision 'int8a8' is unknown: weights are called 'w8' there, not 'int8'. Maybe"
                        + " w8.",
                "fp32; precision 'fp32' is unknown. Maybe w8a8, w4a8 or pot4a8: weight format, then a,"
                        + " then activation format."
            })
    void unknownPrecisionsSayWhichSideIsWrong(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.parse(name))
                .withMessage(message);
    }

    @Test
    void formatsOfAMachineAreFoundByName() {
        List<Codebook> custom = List.of(THIRDS);
        assertThat(NumberFormat.parse("thirds", custom)).isEqualTo(THIRDS);
        assertThat(NumberFormat.parse("thirdsg32", custom))
                .isEqualTo(BlockScaled.grouped(THIRDS, 32));
        Precision precision = Precision.parse("thirdsa8", custom);
        assertThat(precision.weights()).isEqualTo(THIRDS);
        assertThat(precision.name()).isEqualTo("thirdsa8");
        assertThat(Precision.parse("w4athirds", custom).activations()).isEqualTo(THIRDS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.parse("thirda8", custom))
                .withMessageContaining("Maybe thirds.");
    }

    @Test
    void aNameThatCanBeReadInTwoWaysIsRefused() {
        List<Codebook> custom =
                List.of("k", "mam", "kam", "m").stream()
                        .map(name -> new Codebook(name, 0, 1))
                        .toList();
        assertThat(Precision.parse("kamam", custom.subList(0, 2)).name()).isEqualTo("kamam");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.parse("kamam", custom))
                .withMessageStartingWith("precision 'kamam' can be read in two ways.");
    }
}
