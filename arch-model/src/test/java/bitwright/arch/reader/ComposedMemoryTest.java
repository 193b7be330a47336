package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.RegisterFile;
import bitwright.arch.component.MemoryComponent.Sram;
import bitwright.arch.component.MemoryLibrary;
import bitwright.arch.component.MemoryPrice;
import bitwright.arch.component.Technology;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory levels whose costs the reader composes, and what it refuses.
final class ComposedMemoryTest {
    private static final String SRAM =
            "component: {kind: sram, wordBits: 256, banks: 2, cells: high-performance}";
    private static final String FILE = "component: {kind: register-file, wordBits: 16}";
    private static final String DRAM = "component: {kind: dram, type: lpddr5}";

    /// A passage of the composed machine, what replaces it, and the message after the file's name.
    record Mistake(String passage, String replacement, String message) {}

    @Test
    void costsAreThoseOfTheLibrary() {
        Accelerator machine = MachineReader.parse(MachineTexts.COMPOSED, "edge.yaml");
        var library = new MemoryLibrary(new Technology(45, 0.9));
        MemoryLevel dram = machine.memories().getFirst();
        assertThat(dram.energy()).isEqualTo(new MemoryEnergy(4, 4, 0));
        assertThat(dram.areaSquareMicrometres()).isNull();
        MemoryLevel buffer = machine.memories().get(1);
        MemoryPrice price = library.price(new Sram(4096, 256, 2, Cells.HIGH_PERFORMANCE));
        assertThat(buffer.energy().readPicojoulesPerBit()).isEqualTo(price.readPicojoulesPerBit());
        assertThat(buffer.energy().writePicojoulesPerBit())
                .isEqualTo(price.writePicojoulesPerBit());
        assertThat(buffer.energy().leakagePicojoulesPerCycle())
                .as("milliwatts at 500 MHz are twice as many picojoules a cycle")
                .isCloseTo(2 * Objects.requireNonNull(price.leakageMilliwatts()), within(1e-12));
        assertThat(buffer.areaSquareMicrometres()).isEqualTo(price.squareMicrometres());
        assertThat(buffer.squareMicrometres(machine.units().getFirst()).orElseThrow())
                .as("one for each of two rows")
                .isEqualTo(2 * Objects.requireNonNull(price.squareMicrometres()));
        MemoryLevel registers = machine.memories().get(2);
        MemoryPrice file = library.price(new RegisterFile(3072, 16));
        assertThat(registers.energy())
                .isEqualTo(
                        new MemoryEnergy(
                                file.readPicojoulesPerBit(), file.writePicojoulesPerBit(), 0));
        assertThat(registers.areaSquareMicrometres()).isEqualTo(file.squareMicrometres());
    }

    /// Any component reads as the library prices it, and is written as numbers that read the same.
    @Test
    void generatedComponentsAreWrittenAsTheirNumbers() {
        var random = new SplittableRandom(12);
        for (int round = 0; round < 200; round++) {
            int banks = random.nextInt(1, 9);
            int word = random.nextInt(256, 1000);
            long bits = (long) banks * word * random.nextInt(1, 5000);
            String text =
                    MachineTexts.replaced(
                            MachineTexts.replaced(
                                    MachineTexts.replaced(
                                            MachineTexts.COMPOSED,
                                            "nodeNanometres: 45",
                                            "nodeNanometres: " + random.nextInt(7, 131)),
                                    "capacityBits: 4096",
                                    "capacityBits: " + bits),
                            SRAM,
                            "component: {kind: sram, wordBits: "
                                    + 2 * word
                                    + ", banks: "
                                    + banks
                                    + "}");
            text =
                    MachineTexts.replaced(
                            text, "capacityBits: " + bits, "capacityBits: " + 2 * bits);
            Accelerator machine = MachineReader.parse(text, "round " + round);
            MemoryPrice price =
                    new MemoryLibrary(Objects.requireNonNull(machine.technology()))
                            .price(new Sram(2 * bits, 2 * word, banks, Cells.LOW_STANDBY));
            MemoryLevel level = machine.memories().get(1);
            assertThat(level.energy().readPicojoulesPerBit())
                    .isEqualTo(price.readPicojoulesPerBit());
            String written = MachineWriter.write(machine);
            assertThat(written).doesNotContain("component");
            assertThat(MachineReader.parse(written, "written.yaml")).isEqualTo(machine);
        }
    }

    @Test
    void memoriesOffChipNeedNoTechnology() {
        String text =
                MachineTexts.edgeWith(
                        "    readPicojoulesPerBit: 8\n    writePicojoulesPerBit: 8.5\n",
                        "    component: {kind: dram, type: hbm2}\n"
                                + "    leakagePicojoulesPerCycle: 3\n"
                                + "    areaSquareMicrometres: 5\n");
        MemoryLevel dram = MachineReader.parse(text, "edge.yaml").memories().getFirst();
        assertThat(dram.energy()).isEqualTo(new MemoryEnergy(3.92, 3.92, 3));
        assertThat(dram.areaSquareMicrometres()).isEqualTo(5);
    }

    @Test
    void anAreaMayBeQuoted() {
        String text =
                MachineTexts.edgeWith(
                        "    readPicojoulesPerBit: 0.139\n",
                        "    readPicojoulesPerBit: 0.139\n    areaSquareMicrometres: 1e6\n");
        assertThat(MachineReader.parse(text, "edge.yaml").memories().get(1).areaSquareMicrometres())
                .isEqualTo(1e6);
    }

    static List<Mistake> mistakes() {
        String buffer = "memories[1].";
        String component = buffer + "component";
        return List.of(
                new Mistake(
                        SRAM,
                        SRAM + "\n    readPicojoulesPerBit: 1",
                        buffer
                                + "readPicojoulesPerBit (1) is there beside component. Maybe"
                                + " remove one."),
                new Mistake(
                        SRAM,
                        SRAM + "\n    leakagePicojoulesPerCycle: 1",
                        buffer
                                + "leakagePicojoulesPerCycle (1) is there beside component. Maybe"
                                + " remove one."),
                new Mistake(
                        FILE,
                        FILE + "\n    areaSquareMicrometres: 1",
                        "memories[2].areaSquareMicrometres (1) is there beside component. Maybe"
                                + " remove one."),
                new Mistake(
                        SRAM + "\n",
                        "readPicojoulesPerBit: 1\n",
                        buffer
                                + "writePicojoulesPerBit is missing. Maybe add"
                                + " `writePicojoulesPerBit:`."),
                new Mistake(
                        "kind: sram",
                        "kind: ram",
                        component + ".kind (ram) is unknown. Maybe sram."),
                new Mistake(
                        SRAM,
                        "component: {wordBits: 64}",
                        component + ".kind is missing. Maybe add `kind:`."),
                new Mistake(
                        "banks: 2",
                        "bank: 2",
                        component + ".bank (2) is an unknown key. Maybe banks."),
                new Mistake(
                        "cells: high-performance",
                        "cells: high",
                        component
                                + ".cells (high) is unknown. Maybe one of high-performance,"
                                + " low-standby."),
                new Mistake(
                        "banks: 2",
                        "banks: 3",
                        component
                                + ".wordBits (256) times 3 banks does not divide capacityBits"
                                + " (4096). Maybe capacityBits: 3840."),
                new Mistake(
                        "wordBits: 256, banks: 2",
                        "wordBits: 64, banks: 2",
                        component
                                + ".wordBits (64) times 2 banks gives 128 bits a cycle, less than"
                                + " a port's 512. Maybe 256."),
                new Mistake(
                        "wordBits: 256",
                        "wordBits: 0",
                        component + ".wordBits (0) must be at least 1. Maybe 1."),
                new Mistake(
                        "capacityBits: 3072",
                        "capacityBits: 32768",
                        "memories[2].component.wordBits (16) makes 2048 words, where prices of"
                                + " register files end at 1024. Maybe kind: sram."),
                new Mistake(
                        "type: lpddr5",
                        "type: lpddr6",
                        "memories[0].component.type (lpddr6) is unknown. Maybe lpddr."),
                new Mistake(
                        "technology: {nodeNanometres: 45, volts: 0.9}\n",
                        "",
                        component
                                + " needs the machine's technology. Maybe add `technology:"
                                + " {nodeNanometres: 28, volts: 0.9}` after its source."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        String text =
                MachineTexts.replaced(
                        MachineTexts.COMPOSED, mistake.passage(), mistake.replacement());
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "edge.yaml"))
                .withMessage("edge.yaml: " + mistake.message());
    }
}
