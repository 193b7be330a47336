package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a machine file says of a vector processor beside its threads and slots.
final class VectorKeysTest {
    private static final String SLOTS = "slots: {shift: 1, multiply: 2}\n";
    private static final String ROW = "slots: {multiply: 2}\n";

    private static String text(String unit, String row) {
        String text = MachineTexts.edgeWith(SLOTS, SLOTS + unit.indent(4));
        return MachineTexts.replaced(text, ROW, ROW + row.indent(8));
    }

    private static VectorProcessor read(String unit, String row) {
        return (VectorProcessor) MachineReader.parse(text(unit, row), "edge.yaml").units().get(1);
    }

    @Test
    void whatIsLeftOutCostsNothingButTheWholeLatency() {
        VectorProcessor plain = read("", "");
        assertThat(plain.instructionsPerPacket()).isEqualTo(3);
        assertThat(plain.loopSlots()).isEmpty();
        Instruction row = plain.instructions().getFirst();
        assertThat(row.vectorForm()).isEqualTo(new VectorForm(false, 2, Map.of()));
        assertThat(row.hasIndependentLanes()).isFalse();
    }

    @Test
    void everyKeyIsRead() {
        VectorProcessor unit =
                read(
                        "instructionsPerPacket: 2\nloopSlots: {shift: 3}",
                        "accumulateLatency: 1\nindependentLanes: true\noperandSlots: {weight:"
                                + " {shift: 2}}");
        assertThat(unit.instructionsPerPacket()).isEqualTo(2);
        assertThat(unit.loopSlots()).isEqualTo(Map.of("shift", 3));
        Instruction row = unit.instructions().getFirst();
        assertThat(row.vectorForm())
                .isEqualTo(
                        new VectorForm(
                                true, 1, Map.of(Role.WEIGHT, new TreeMap<>(Map.of("shift", 2)))));
        assertThat(row.hasIndependentLanes()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instructionsPerPacket: 0 | units[1].instructionsPerPacket (0) must be at least 1. Maybe 1.",
                "instructionsPerPacket: 4 | units[1].instructionsPerPacket (4) is more than the 3 slots that a packet has. Maybe 3, or another slot.",
                "instructionPerPacket: 2 | units[1].instructionPerPacket (2) is an unknown key. Maybe instructionsPerPacket.",
                "loopSlots: {shfit: 1} | units[1].loopSlots.shfit (1) is a slot that the unit lacks. Maybe shift.",
                "loopSlots: {} | units[1].loopSlots is empty. Maybe `{multiply: 1}`."
            })
    void aUnitsMistakeIsNamed(String unit, String message) {
        refused(text(unit, ""), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accumulateLatency: 0 | accumulateLatency (0) must be at least 1. Maybe 1.",
                "accumulateLatency: 3 | accumulateLatency (3) must be at most latency (2). Maybe 2.",
                "independentLanes: 1 | independentLanes (1) must be true or false. Maybe false.",
                "operandSlots: {weights: {shift: 1}} | operandSlots.weights is no operand. Maybe weight.",
                "operandSlots: {weight: {shift: 0}} | operandSlots.weight.shift (0) must be at least 1. Maybe 1.",
                "operandSlots: {weight: {load: 1}} | operandSlots.weight.load (1) is a slot that the unit lacks. Maybe one of multiply, shift.",
                "operandSlots: {} | operandSlots is empty. Maybe `{input: {load: 1}}`."
            })
    void aRowsMistakeIsNamed(String row, String message) {
        refused(text("", row), "units[1].instructions[0]." + message);
    }

    @Test
    void independentLanesHaveOneRow() {
        String text = text("", "independentLanes: true");
        String vector = text.substring(text.indexOf("name: vrmpy"));
        refused(
                text.replace(vector, vector.replaceFirst("m: 1", "m: 2")),
                "units[1].instructions[0].m (2) must be 1 where lanes are independent. Maybe 1,"
                        + " with a greater n.");
    }

    @Test
    void onlyVectorProcessorsHaveThem() {
        refused(
                MachineTexts.edgeWith("subcores: 4\n", "subcores: 4\n    loopSlots: {shift: 1}\n"),
                "units[2].loopSlots is an unknown key. Maybe");
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "edge.yaml"))
                .withMessageStartingWith("edge.yaml: " + message);
    }
}
