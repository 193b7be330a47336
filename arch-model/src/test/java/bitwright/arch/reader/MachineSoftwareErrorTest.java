package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Software profiles that no machine has: one line with file, path, value and cure.
final class MachineSoftwareErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
                    new Mistake(
                            "fittedOn: \"assumption: nothing\"",
                            "zzzzzzzzzzzz: 1",
                            "software.zzzzzzzzzzzz (1) is an unknown key. Maybe one of"
                                    + " layerOverheadCycles, fittedOn, source,"
                                    + " name, backgroundPicojoulesPerCycle, issueFraction,"
                                    + " outerBandwidthFraction, blockCycles, stageCycles,"
                                    + " outputCycles, outputBits, outputsStayCached."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 0\n  issueFraction: 1.5",
                            "software.issueFraction (1.5) must be more than 0 and at most 1. Maybe 1."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 0\n  outerBandwidthFraction: 0",
                            "software.outerBandwidthFraction (0) must be more than 0 and at most 1. Maybe 1."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 1099511627777",
                            "software.layerOverheadCycles (1099511627777) must be at most"
                                    + " 1099511627776. Maybe a digit too many."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 0\n  outputCycles: 1e300",
                            "software.outputCycles (1.0E300) must be at most 1048576. Maybe a digit"
                                    + " too many."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }

    /// The small machine without its tensor processor: what only thread blocks have is refused.
    @ParameterizedTest
    @CsvSource({"blockCycles,5", "stageCycles,5", "outputCycles,0.5", "outputsStayCached,false"})
    void constantsOfThreadBlocksNeedATensorProcessor(String key, String value) {
        String machine =
                MachineTexts.EDGE.replace(
                        "layerOverheadCycles: 0",
                        "layerOverheadCycles: 0\n  " + key + ": " + value);
        assertThat(MachineReader.parse(machine, "edge.yaml").units()).hasSize(3);
        int tensor = machine.indexOf("  - organisation: tensor-processor");
        String without =
                machine.substring(0, tensor) + machine.substring(machine.indexOf("software:"));
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(without, "edge.yaml"))
                .withMessage(
                        "edge.yaml: software."
                                + key
                                + " ("
                                + value
                                + ") is of tensor processors, and the machine has none. Maybe remove"
                                + " it.");
    }

    /// An array has no packets and no warps that could be issued too slowly.
    @Test
    void aFractionOfIssuesNeedsAUnitThatIssues() {
        String machine =
                MachineTexts.EDGE.replace(
                        "layerOverheadCycles: 0", "layerOverheadCycles: 0\n  issueFraction: 0.5");
        int vector = machine.indexOf("  - organisation: vector-processor");
        String array =
                machine.substring(0, vector) + machine.substring(machine.indexOf("software:"));
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(array, "edge.yaml"))
                .withMessage(
                        "edge.yaml: software.issueFraction (0.5) is of tensor and vector processors,"
                                + " and the machine has none. Maybe remove it.");
    }
}
