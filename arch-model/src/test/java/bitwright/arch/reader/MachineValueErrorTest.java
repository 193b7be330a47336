package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values that a machine cannot have: one line with file, path, value and cure.
final class MachineValueErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
                    new Mistake(
                            "format: bitwright-machine/1",
                            "format: bitwright-machine/2",
                            "format (bitwright-machine/2) is not supported. Maybe"
                                    + " bitwright-machine/1."),
                    new Mistake(
                            "clockHz: 500000000",
                            "clockHz: 0",
                            "clockHz (0) must be at least 1. Maybe 1."),
                    new Mistake(
                            "columns: 3",
                            "columns: -3",
                            "units[0].columns (-3) must be at least 1. Maybe 1."),
                    new Mistake(
                            "rows: 2",
                            "rows: 2147483648",
                            "units[0].rows (2147483648) must be at most 2147483647. Maybe a digit"
                                    + " too many."),
                    new Mistake(
                            "capacityBits: 4096",
                            "capacityBits: 9223372036854775808",
                            "memories[1].capacityBits (9223372036854775808) is beyond 64 bits."
                                    + " Maybe a digit too many."),
                    new Mistake(
                            "capacityBits: 4096",
                            "capacityBits: 4611686018427387904",
                            "memories[1].capacityBits (4611686018427387904) times its instances"
                                    + " is beyond 64 bits. Maybe fewer bits."),
                    new Mistake(
                            "readPicojoulesPerBit: 8",
                            "readPicojoulesPerBit: .nan",
                            "memories[0].readPicojoulesPerBit (NaN) must be a finite number. Maybe"
                                    + " write it without quotes or units."),
                    new Mistake(
                            "readPicojoulesPerBit: 8",
                            "readPicojoulesPerBit: .inf",
                            "memories[0].readPicojoulesPerBit (Infinity) must be a finite number."
                                    + " Maybe write it without quotes or units."),
                    new Mistake(
                            "readPicojoulesPerBit: 8",
                            "readPicojoulesPerBit: 1e999",
                            "memories[0].readPicojoulesPerBit (Infinity) must be a finite number."
                                    + " Maybe write it without quotes or units."),
                    new Mistake(
                            "readPicojoulesPerBit: 8",
                            "readPicojoulesPerBit: -8",
                            "memories[0].readPicojoulesPerBit (-8) must not be negative. Maybe 0."),
                    new Mistake(
                            "operationsPerCycle: 4",
                            "operationsPerCycle: 0",
                            "units[0].pointwise.operationsPerCycle (0) must be more than 0. Maybe"
                                    + " 1."),
                    new Mistake(
                            "source: \"derived: from nothing\"",
                            "source: \"  \"",
                            "memories[0].source (  ) is blank. Maybe write what it is, or what it"
                                    + " is taken from."),
                    new Mistake(
                            "source: \"derived: from nothing\"",
                            "source: \"derived:\"",
                            "memories[0].source (derived:) says nothing after its mark. Maybe say"
                                    + " from what, or why."),
                    new Mistake(
                            "name: array",
                            "name: 4 by 4",
                            "units[0].name (4 by 4) must be a letter, then letters, digits, '.',"
                                    + " '_' or '-', 64 at most. Maybe x4-by-4."),
                    new Mistake(
                            "name: buffer",
                            "name: dram",
                            "memories[1].name (dram) repeats memories[0].name. Maybe another"
                                    + " name."),
                    new Mistake(
                            "name: vector",
                            "name: buffer",
                            "units[1].name (buffer) repeats memories[1].name. Maybe another"
                                    + " name."),
                    new Mistake(
                            "name: vector",
                            "name: overhead",
                            "units[1].name (overhead) is a share of its own in reports. Maybe another name."),
                    new Mistake(
                            "name: vector",
                            "name: background",
                            "units[1].name (background) is a share of its own in reports. Maybe another name."),
                    new Mistake(
                            "name: vector",
                            "name: array",
                            "units[1].name (array) repeats units[0].name. Maybe another name."),
                    new Mistake(
                            "organisation: spatial-array",
                            "organisation: spacial-array",
                            "units[0].organisation (spacial-array) is unknown. Maybe"
                                    + " spatial-array."),
                    new Mistake(
                            "[weight-stationary, output-stationary]",
                            "[weights-stationary]",
                            "units[0].dataflows[0] (weights-stationary) is unknown. Maybe"
                                    + " weight-stationary."),
                    new Mistake(
                            "[weight-stationary, output-stationary]",
                            "[weight-stationary, weight-stationary]",
                            "units[0].dataflows[1] (weight-stationary) is there twice. Maybe"
                                    + " remove one."),
                    new Mistake(
                            "[weight-stationary, output-stationary]",
                            "[weight-stationary, row-stationary]",
                            "units[0].dataflows[1] (row-stationary) needs an array that is not"
                                    + " skewed. Maybe `timing: {preset: broadcast}`."),
                    new Mistake(
                            "[weight-stationary, output-stationary]",
                            "[]",
                            "units[0].dataflows is empty. Maybe add a dataflow, such as"
                                    + " weight-stationary."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }

    @Test
    void anInvalidValueIsShownInOneShortLine() {
        String text = MachineTexts.edgeWith("rows: 2", "rows: \"" + "2\\n".repeat(1000) + "\"");
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "f.yaml"))
                .satisfies(problem -> assertThat(problem.getMessage()).hasLineCount(1))
                .satisfies(problem -> assertThat(problem.getMessage()).hasSizeLessThan(200));
    }
}
