package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bitwright.arch.format.BlockScaled;
import bitwright.arch.format.Codebook;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Formats that a machine file defines as lists of values.
final class DefinedFormatsTest {
    private static final String FORMATS =
            """
            formats:
              - name: skewed
                values: [7, -1, 0.5, -2.25, 0]
                source: "assumption: made for tests"
              - name: pairs
                values: [-1, 1]
                source: "assumption: made for tests"
            memories:
            """;

    private static String machine(String passage, String replacement) {
        String text =
                MachineTexts.EDGE
                        .replace("memories:\n", FORMATS)
                        .replace("weights: pot4", "weights: skewed")
                        .replace("weights: int8", "weights: pairsg32");
        assertThat(text).contains(passage);
        return text.replace(passage, replacement);
    }

    @Test
    void instructionRowsCallThemByName() {
        Accelerator machine = MachineReader.parse(machine("", ""), "f.yaml");
        var skewed = new Codebook("skewed", 7, -1, 0.5, -2.25, 0);
        assertThat(machine.codebooks()).containsExactly(skewed, new Codebook("pairs", -1, 1));
        Instruction row = machine.units().getFirst().instructions().getFirst();
        assertThat(row.precision().weights()).isEqualTo(skewed);
        assertThat(row.precision().weights().bits()).isEqualTo(3);
        assertThat(machine.units().get(1).instructions().getFirst().precision().weights())
                .isEqualTo(BlockScaled.grouped(new Codebook("pairs", -1, 1), 32));
        assertThat(machine.precision("skeweda8").weights()).isEqualTo(skewed);
    }

    @Test
    void whatIsWrittenReadsBackAndFitsTheSchema() throws IOException {
        Accelerator machine = MachineReader.parse(machine("", ""), "f.yaml");
        String text = MachineWriter.write(machine);
        assertThat(MachineReader.parse(text, "f.yaml")).isEqualTo(machine);
        var schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                Files.readString(
                                        MachineTexts.FOLDER.resolve("machine.schema.json")),
                                InputFormat.JSON);
        assertThat(schema.validate(text, InputFormat.YAML)).isEmpty();
        for (String wrong : new String[] {"[1]", "[1, 1]", "[1, a]", "[]", "1"}) {
            String changed = machine("values: [-1, 1]", "values: " + wrong);
            assertThat(schema.validate(changed, InputFormat.YAML)).as(wrong).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "name: pairs; name: skewed; formats[1].name (skewed) repeats formats[0].name. Maybe"
                        + " another name.",
                "name: pairs; name: fp8e4m3; formats[1].name (fp8e4m3) is a built-in format's name."
                        + " Maybe fp8e4m3-own.",
                "name: pairs; name: int4g64; formats[1].name (int4g64) is a built-in format's name."
                        + " Maybe int4g64-own.",
                "name: pairs; name: w8; formats[1].name (w8) is a built-in format's name. Maybe w8-own.",
                "name: pairs; name: stlq9r5; formats[1].name (stlq9r5) is a built-in format's name."
                        + " Maybe stlq9r5-own.",
                "name: pairs; name: a b; formats[1].name (a b) must be a letter, then letters, digits,"
                        + " '.', '_' or '-', 64 at most. Maybe a-b.",
                "[-1, 1]; [-1]; formats[1].values must have 2 to 256 values for codes of up to 8 bits"
                        + " and has 1. Maybe one more.",
                "[-1, 1]; []; formats[1].values is empty. Maybe add two values or more.",
                "[-1, 1]; 1; formats[1].values (1) must be a list. Maybe `[…]` or lines that start"
                        + " with `-`.",
                "[-1, 1]; [-1, .nan]; formats[1].values[1] (NaN) must be a finite number. Maybe write"
                        + " it without quotes or units.",
                "[-1, 1]; [.inf, 1]; formats[1].values[0] (Infinity) must be a finite number. Maybe"
                        + " write it without quotes or units.",
                "[-1, 1]; [1/3, 1]; formats[1].values[0] (1/3) must be a finite number. Maybe write it"
                        + " without quotes or units.",
                "[-1, 1]; [0, 1, -0.0]; formats[1].values[2] (-0.0) repeats formats[1].values[0]. Maybe"
                        + " remove one.",
                "values: [-1, 1]; value: [-1, 1]; formats[1].value is an unknown key. Maybe values.",
                "weights: skewed; weights: skewd; units[0].instructions[0].weights: number format"
                        + " 'skewd' is unknown. Maybe skewed."
            })
    void mistakesNamePlaceValueAndCure(String passage, String replacement, String message) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(machine(passage, replacement), "f.yaml"))
                .withMessage("f.yaml: " + message);
    }

    @Test
    void moreThan256ValuesAreRefused() {
        String values =
                IntStream.range(0, 257)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", ", "[", "]"));
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(machine("[-1, 1]", values), "f.yaml"))
                .withMessage(
                        "f.yaml: formats[1].values must have 2 to 256 values for codes of up to 8"
                                + " bits and has 257. Maybe two formats.");
        String most = values.replace(", 256]", "]");
        assertThat(
                        MachineReader.parse(machine("[-1, 1]", most), "f.yaml")
                                .codebooks()
                                .getLast()
                                .bits())
                .isEqualTo(8);
    }

    @Test
    void theListItselfMayNotBeEmpty() {
        String empty = MachineTexts.edgeWith("memories:\n", "formats: []\nmemories:\n");
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(empty, "f.yaml"))
                .withMessageStartingWith("f.yaml: formats is empty. Maybe add a format, such as");
    }
}
