package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.component.Technology;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Energies and areas that the reader composes of components, and what it refuses.
final class ComposedMachineTest {
    /// A passage of the composed machine, what replaces it, and the message after the file's name.
    record Mistake(String passage, String replacement, String message) {}

    @Test
    void energyIsThatOfTheExercisedPartsAndAreaThatOfAll() {
        Accelerator machine = MachineReader.parse(MachineTexts.COMPOSED, "edge.yaml");
        assertThat(machine.technology()).isEqualTo(new Technology(45, 0.9));
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        Instruction row = array.instructions().getFirst();
        // By hand from Horowitz's and ShiftAddNet's rows: the shifter of 14 x 3 lies between those
        // of
        // 8 x 3 and 16 x 4, on a power law with the exponent ln(57/24) / ln(64/24); a decoder of 16
        // values of 8 bits between 16 x 4 and 32 x 5, and two rows share it.
        double shifter =
                1.5 * 0.024 * Math.pow(42 / 24.0, Math.log(57 / 24.0) / Math.log(64 / 24.0));
        double decoder =
                0.057 * Math.pow(120 / 64.0, Math.log(130 / 57.0) / Math.log(160 / 64.0)) / 2;
        assertThat(row.parts()).containsOnlyKeys("adder", "decoder", "shifter");
        assertThat(row.parts().get("adder")).isEqualTo(0.2);
        assertThat(row.parts().get("shifter")).isCloseTo(shifter, within(1e-12));
        assertThat(row.parts().get("decoder")).isCloseTo(decoder, within(1e-12));
        assertThat(row.energyPicojoules()).isCloseTo(0.2 + shifter + decoder, within(1e-12));
        ArrayArea area = Objects.requireNonNull(array.area());
        assertThat(area.element())
                .containsOnlyKeys("multiplier", "shifter", "adder", "sum", "mux")
                .containsEntry("multiplier", 282.0)
                .containsEntry("adder", 137.0)
                .containsEntry("sum", 24 * 5.98);
        double fixed = 282 + 137 + 32 * 5.98;
        assertThat(area.edge()).containsOnlyKeys("decoder", "fusion-unit");
        assertThat(area.edge().get("fusion-unit"))
                .isCloseTo(2 * fixed * 1733 / 687.6, within(1e-9));
        assertThat(array.squareMicrometres().orElseThrow())
                .isCloseTo(
                        6 * area.elementSquareMicrometres() + area.edgeSquareMicrometres(),
                        within(1e-9));
    }

    @Test
    void everythingIsExercisedOnceUnlessTheRowSaysHowOften() {
        double once = energy("");
        assertThat(energy("        exercises: 2\n")).isCloseTo(2 * once, within(1e-12));
        assertThat(energy("        exercises: {adder: 2}\n")).isEqualTo(0.2);
        assertThat(energy("        energyPicojoules: 0.25\n")).isEqualTo(0.25);
        assertThat(energy("        energyPicojoules: {adder: 0.25, b: 0.5}\n")).isEqualTo(0.75);
        assertThat(energy("        exercises: {shifter: {}}\n"))
                .isEqualTo(energy("        exercises: {shifter: 2}\n"))
                .isEqualTo(
                        energy("        exercises: {shifter: {bits: 22, stages: 4, times: 2}}\n"));
    }

    private static double energy(String exercises) {
        String text = MachineTexts.COMPOSED;
        int start = text.indexOf("        exercises:");
        int end = text.indexOf("        source:", start);
        return MachineReader.parse(
                        text.substring(0, start) + exercises + text.substring(end), "edge.yaml")
                .units()
                .getFirst()
                .instructions()
                .getFirst()
                .energyPicojoules();
    }

    @Test
    void withoutAnythingStatedThereIsNoArea() {
        Accelerator machine = MachineReader.parse(MachineTexts.EDGE, "edge.yaml");
        machine.units().forEach(unit -> assertThat(unit.squareMicrometres()).isEmpty());
        assertThat(machine.technology()).isNull();
    }

    static List<Mistake> mistakes() {
        String element = "units[0].processingElement";
        String row = "units[0].instructions[0].";
        return List.of(
                new Mistake(
                        "nodeNanometres: 45",
                        "nodeNanometres: 5",
                        "technology.nodeNanometres (5) must be 7 to 130, where scaling factors are"
                                + " known. Maybe 28."),
                new Mistake(
                        "volts: 0.9",
                        "volts: 900",
                        "technology.volts (900) must be 0.4 to 1.4, where scaling factors are"
                                + " known. Maybe 0.9."),
                new Mistake(
                        "kind: shifter",
                        "kind: shift",
                        element + "[1].kind (shift) is unknown. Maybe shifter."),
                new Mistake(
                        "otherBits: 8",
                        "ways: 8",
                        element
                                + "[0].ways (8) is an unknown key. Maybe one of kind, bits,"
                                + " otherBits, name, count, atEdge."),
                new Mistake(
                        "kind: register, name: sum",
                        "kind: adder",
                        element
                                + "[3].kind (adder) repeats "
                                + element
                                + "[2].kind. Maybe another name."),
                new Mistake(
                        "ways: 2",
                        "ways: 1",
                        element + "[4].ways (1) must be at least 2. Maybe 2."),
                new Mistake(
                        "codeBits: 4",
                        "codeBits: 16",
                        element + "[5].codeBits (16) must be at most 8. Maybe a digit too many."),
                new Mistake(
                        "atEdge: columns",
                        "atEdge: column",
                        element + "[5].atEdge (column) is unknown. Maybe columns."),
                new Mistake(
                        "adder: 2",
                        "adders: 2",
                        row
                                + "exercises.adders (2) is a component that the processing element"
                                + " lacks. Maybe adder."),
                new Mistake(
                        "adder: 2",
                        "adder: 3",
                        row
                                + "exercises.adder (3) is more often than adder can in"
                                + " issueInterval (2). Maybe 2, or a longer issueInterval."),
                new Mistake(
                        "times: 1.5",
                        "times: 4.5",
                        row
                                + "exercises.shifter.times (4.5) is more often than shifter (2"
                                + " copies) can in issueInterval (2). Maybe 4, or a longer"
                                + " issueInterval."),
                new Mistake(
                        "adder: 2",
                        "adder: 0",
                        row + "exercises.adder (0) must be more than 0. Maybe leave it out."),
                new Mistake(
                        "bits: 14, stages: 3",
                        "bits: 24, stages: 3",
                        row
                                + "exercises.shifter.bits (24) is more than the 22 that the"
                                + " component has. Maybe 22."),
                new Mistake(
                        "        exercises:\n",
                        "        energyPicojoules: 1\n        exercises:\n",
                        row + "exercises is there beside energyPicojoules. Maybe remove one."),
                new Mistake(
                        "    columns: 3\n",
                        "    columns: 3\n    areaSquareMicrometres: {element: {adder: 1}}\n",
                        "units[0].areaSquareMicrometres is there beside processingElement. Maybe"
                                + " remove one."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        refused(
                MachineTexts.replaced(
                        MachineTexts.COMPOSED, mistake.passage(), mistake.replacement()),
                mistake.message());
    }

    @Test
    void whatIsComposedNeedsATechnologyAndAnElementInsideTheArray() {
        refused(
                MachineTexts.edgeWith(
                        "    rows: 2\n",
                        "    rows: 2\n    processingElement:\n      - {kind: adder, bits: 32}\n"),
                "units[0].processingElement needs the machine's technology. Maybe add"
                        + " `technology: {nodeNanometres: 28, volts: 0.9}` after its source.");
        refused(
                MachineTexts.edgeWith("energyPicojoules: 0.25", "exercises: {adder: 1}"),
                "units[0].instructions[0].exercises needs the unit's processingElement. Maybe"
                        + " energyPicojoules.");
        refused(
                MachineTexts.replaced(
                        MachineTexts.COMPOSED,
                        MachineTexts.COMPOSED.substring(
                                MachineTexts.COMPOSED.indexOf("      - {kind: multiplier"),
                                MachineTexts.COMPOSED.indexOf("      - {kind: decoder")),
                        ""),
                "units[0].processingElement has nothing but its edge. Maybe add `{kind: adder,"
                        + " bits: 32}` without atEdge.");
        refused(
                MachineTexts.edgeWith(
                        "energyPicojoules: 0.25", "energyPicojoules: {a: 1e308, b: 1e308}"),
                "units[0].instructions[0].energyPicojoules adds up to no finite number. Maybe"
                        + " smaller parts.");
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "edge.yaml"))
                .withMessage("edge.yaml: " + message);
    }
}
