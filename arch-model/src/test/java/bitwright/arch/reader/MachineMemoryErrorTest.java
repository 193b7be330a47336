package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memories that no machine has: one line with file, path, value and cure.
final class MachineMemoryErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
                    new Mistake(
                            "writeBitsPerCycle: 64",
                            "writeBitsPerCycle: 32",
                            "memories[0].writeBitsPerCycle (32) must equal readBitsPerCycle (64)"
                                    + " where the port is shared. Maybe sharedPort: false."),
                    new Mistake(
                            "readBitsPerCycle: 64\n",
                            "readBitsPerCycle: 64\n    perAxes: [rows]\n",
                            "memories[0].perAxes must be absent: the outermost memory is one."
                                    + " Maybe remove it."),
                    new Mistake(
                            "readBitsPerCycle: 64\n",
                            "readBitsPerCycle: 64\n    holds: [input]\n",
                            "memories[0].holds must be absent: the outermost memory holds all."
                                    + " Maybe remove it."),
                    new Mistake(
                            "perAxes: [rows]",
                            "perAxes: [row]",
                            "memories[1].perAxes[0] (row) is no axis of any unit. Maybe rows."),
                    new Mistake(
                            "perAxes: [rows]",
                            "perAxes: [rows, rows]",
                            "memories[1].perAxes[1] (rows) is there twice. Maybe remove one."),
                    new Mistake(
                            "perAxes: [rows]",
                            "holds: [input, weight]",
                            "memories has no level on chip that holds output. Maybe add it to"
                                    + " `holds` of one."),
                    new Mistake(
                            "perAxes: [rows]",
                            "holds: [inputs]",
                            "memories[1].holds[0] (inputs) is unknown. Maybe input."),
                    new Mistake(
                            "    readBitsPerCycle: 512\n",
                            "",
                            "memories[1].readBitsPerCycle is missing. Maybe add"
                                    + " `readBitsPerCycle:`."),
                    new Mistake(
                            "perAxes: [rows]",
                            "ports: []",
                            "memories[1].readBitsPerCycle (512) stands beside `ports`. Maybe remove"
                                    + " one of them."),
                    new Mistake(
                            "perAxes: [rows]",
                            "burstBits: 0",
                            "memories[1].burstBits (0) must be at least 1. Maybe 1."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }

    @Test
    void portsThatServeTooFewOrTooManyAreRefused() {
        String one =
                """
                    readBitsPerCycle: 512
                    writeBitsPerCycle: 256
                    sharedPort: false
                """;
        String port = "{serves: %s, readBitsPerCycle: 8, writeBitsPerCycle: 8, sharedPort: true}";
        String inputs = port.formatted("[input]");
        ports(
                one,
                "    ports: [%s]\n".formatted(inputs),
                "memories[1].ports has no port for weight. Maybe add one.");
        ports(
                one,
                "    ports: [%s, %s]\n".formatted(inputs, port.formatted("[input, weight]")),
                "memories[1].ports[1].serves names input again. Maybe remove it.");
        ports(
                one,
                "    holds: [input]\n    ports: [%s]\n".formatted(port.formatted("[output]")),
                "memories[1].ports[0].serves names output, which the level does not hold. Maybe"
                        + " remove it.");
    }

    private static void ports(String passage, String replacement, String message) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() ->
                        MachineReader.parse(
                                MachineTexts.edgeWith(passage, replacement), "edge.yaml"))
                .withMessage("edge.yaml: " + message);
    }
}
