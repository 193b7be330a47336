package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of error: one line with file, path, value and cure.
final class MachineReaderErrorTest {
    /// A passage of the small machine, what replaces it, and the message after the file's name.
    record Mistake(String passage, String replacement, String message) {}

    private static final List<Mistake> MISTAKES =
            List.of(
                    // keys
                    new Mistake(
                            "capacityBits: 4096",
                            "capacityBytes: 512",
                            "memories[1].capacityBytes (512) is an unknown key. Maybe"
                                    + " capacityBits."),
                    new Mistake(
                            "clockHz:",
                            "clockMHz:",
                            "clockMHz (500000000) is an unknown key. Maybe clockHz."),
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
                            "depthBits: 512",
                            "depthBits: 5120000",
                            "units[2].tiles[0].depthBits (5120000) must be at most 65536. Maybe a digit too"
                                    + " many."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 1099511627777",
                            "software.layerOverheadCycles (1099511627777) must be at most"
                                    + " 1099511627776. Maybe a digit too many."),
                    new Mistake(
                            "layerOverheadCycles: 0",
                            "layerOverheadCycles: 0\n  outputCycles: 1e300",
                            "software.outputCycles (1.0E300) must be at most 1048576. Maybe a digit"
                                    + " too many."),
                    new Mistake(
                            "cluster: 1",
                            "cluster: 3",
                            "units[2].cluster (3) is more than the 2 multiprocessors. Maybe 1."),
                    new Mistake(
                            "multiprocessors: 2",
                            "multiprocessors: 2000000000",
                            "units[2].multiprocessors (2000000000) must be at most 65536. Maybe a"
                                    + " digit too many."),
                    new Mistake(
                            "slots: {shift: 1, multiply: 2}",
                            "slots: {shift: 1, multiply: 2147483647}",
                            "units[1].slots.multiply (2147483647) must be at most 65536. Maybe a"
                                    + " digit too many."),
                    new Mistake(
                            "splits: [1, 2]",
                            "splits: []",
                            "units[2].splits is empty. Maybe add 1."),
                    new Mistake(
                            "    rows: 2\n", "", "units[0].rows is missing. Maybe add `rows:`."),
                    new Mistake(
                            "    source: \"derived: from nothing\"\n",
                            "",
                            "memories[0].source is missing. Maybe add `source:` with a"
                                    + " publication, `derived: …` or `assumption: …`."),
                    new Mistake(
                            "organisation: spatial-array\n    name: array",
                            "name: array",
                            "units[0].organisation is missing. Maybe add `organisation:`."),
                    new Mistake(
                            "    rows: 2\n",
                            "    rows: 2\n    rows: 4\n",
                            "line 29: units[0].rows is there twice. Maybe remove one."),
                    new Mistake(
                            "{multiply: 2}",
                            "{multiply: 2, multiply: 1}",
                            "line 65: units[1].instructions[0].slots.multiply is there twice."
                                    + " Maybe remove one."),
                    new Mistake(
                            "subcores: 4",
                            "subcores: 4\n    slots: {multiply: 1}",
                            "units[2].slots is an unknown key. Maybe splits."),
                    new Mistake(
                            "energyPicojoules: 122",
                            "energyPicojoules: 122\n        slots: {multiply: 1}",
                            "units[2].instructions[0].slots is an unknown key. Maybe one of name,"
                                    + " m, n, k, weights, activations, accumulatorBits, issueInterval,"
                                    + " latency, energyPicojoules, source,"
                                    + " truncates."),
                    // types and units
                    new Mistake(
                            "clockHz: 500000000",
                            "clockHz: 500 MHz",
                            "clockHz (500 MHz) must be a whole number. Maybe write it without"
                                    + " quotes, units or commas."),
                    new Mistake(
                            "rows: 2",
                            "rows: 2.5",
                            "units[0].rows (2.5) must be a whole number. Maybe round it and say so"
                                    + " in its source."),
                    new Mistake(
                            "rows: 2",
                            "rows: \"2\"",
                            "units[0].rows (2) must be a whole number. Maybe write it without"
                                    + " quotes, units or commas."),
                    new Mistake(
                            "sharedPort: false",
                            "sharedPort: no",
                            "memories[1].sharedPort (no) must be true or false. Maybe false."),
                    new Mistake(
                            "source: \"a publication\"\nunits",
                            "source: 2014\nunits",
                            "memories[1].source (2014) must be text. Maybe put it in quotes."),
                    new Mistake(
                            "readPicojoulesPerBit: 8",
                            "readPicojoulesPerBit: 8 pJ",
                            "memories[0].readPicojoulesPerBit (8 pJ) must be a finite number. Maybe"
                                    + " write it without quotes or units."),
                    new Mistake(
                            "dataflows: [weight-stationary, output-stationary]",
                            "dataflows: weight-stationary",
                            "units[0].dataflows (weight-stationary) must be a list. Maybe `[…]` or"
                                    + " lines that start with `-`."),
                    new Mistake(
                            "slots: {shift: 1, multiply: 2}",
                            "slots: [shift, multiply]",
                            "units[1].slots must be a mapping. Maybe `{multiply: 1}`."),
                    new Mistake(
                            "software:\n  layerOverheadCycles: 0",
                            "software: fast\nx:\n  layerOverheadCycles: 0",
                            "x is an unknown key. Maybe one of format, name, clockHz, source,"
                                    + " memories, units, software, technology, formats,"
                                    + " accounting."),
                    new Mistake(
                            "name: edge",
                            "name:",
                            "line 2: name has no value. Maybe write one" + " after the colon."),
                    // values
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
                                    + " weight-stationary."),
                    // memories
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
                            "memories[1].burstBits (0) must be at least 1. Maybe 1."),
                    // instructions
                    new Mistake(
                            "latency: 3",
                            "latency: 1",
                            "units[0].instructions[0].latency (1) must be at least issueInterval"
                                    + " (2). Maybe 2."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 0",
                            "units[0].instructions[0].issueInterval (0) must be at least 1. Maybe"
                                    + " 1."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 0.999",
                            "units[0].instructions[0].issueInterval (0.999) must be at least 1."
                                    + " Maybe 1."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 1.2345",
                            "units[0].instructions[0].issueInterval (1.2345) must have at most 3"
                                    + " digits after the point. Maybe 1.235."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 1e300",
                            "units[0].instructions[0].issueInterval (1.0E300) must be at most"
                                    + " 2147483647. Maybe a digit too many."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: two",
                            "units[0].instructions[0].issueInterval (two) must be a whole number."
                                    + " Maybe write it without quotes, units or commas."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 3.25",
                            "units[0].instructions[0].latency (3) must be at least issueInterval"
                                    + " (3.25). Maybe 4."),
                    new Mistake(
                            "m: 1\n        n: 1",
                            "m: 4\n        n: 1",
                            "units[0].instructions[0].m (4) must be 1: a processing element of a"
                                    + " spatial array adds to one sum. Maybe 1, with more rows or"
                                    + " columns."),
                    new Mistake(
                            "n: 32",
                            "n: 128",
                            "units[1].instructions[0] is an impossible tile: its operands (4128"
                                    + " bits) exceed memory buffer (4096 bits). Maybe a smaller m,"
                                    + " n or k."),
                    new Mistake(
                            "n: 32",
                            "n: 65537",
                            "units[1].instructions[0].n (65537) must be at most 65536. Maybe a"
                                    + " digit too many."),
                    new Mistake(
                            "k: 32",
                            "k: 0",
                            "units[2].instructions[0].k (0) must be at least 1. Maybe 1."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {multply: 2}",
                            "units[1].instructions[0].slots.multply (2) is a slot that the unit"
                                    + " lacks. Maybe multiply."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {multiply: 3}",
                            "units[1].instructions[0].slots.multiply (3) is more than the 2 that"
                                    + " a packet has. Maybe 2, and a longer issueInterval."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {}",
                            "units[1].instructions[0].slots is empty. Maybe `{multiply: 1}`."),
                    new Mistake(
                            "weights: pot4",
                            "weights: pot9",
                            "units[0].instructions[0].weights: number format 'pot9': bits (9) must"
                                    + " be 2 to 5."),
                    new Mistake(
                            "weights: pot4",
                            "weights: fp8e4m4",
                            "units[0].instructions[0].weights: number format 'fp8e4m4' is unknown."
                                    + " Maybe fp8e4m3."),
                    new Mistake(
                            "accumulatorBits: 24",
                            "accumulatorBits: 14",
                            "units[0].instructions[0].accumulatorBits (14) must be at least 15 to"
                                    + " hold one product of pot4 and int8. Maybe 32."),
                    new Mistake(
                            "accumulatorBits: 24",
                            "accumulatorBits: 65",
                            "units[0].instructions[0].accumulatorBits (65) must be 8 to 64. Maybe"
                                    + " 32."),
                    new Mistake(
                            "[int4, uint4]",
                            "[int4, int4]",
                            "units[2].instructions[0].activations[1] (int4) repeats"
                                    + " units[2].instructions[0].activations[0]. Maybe another"
                                    + " name."),
                    // YAML
                    new Mistake(
                            "name: edge",
                            "name: &a edge\nb: *a",
                            "line 3: b uses an anchor or alias. Maybe write the value out."),
                    new Mistake(
                            "name: edge",
                            "name: !!java.net.URL edge",
                            "line 2: name has a tag. Maybe a plain value without `!`."),
                    new Mistake(
                            "software:",
                            "---\nsoftware:",
                            "line 91: the file starts a second document. Maybe one machine a"
                                    + " file."),
                    new Mistake(
                            "rows: 2",
                            "rows: [1, 2",
                            "line 29: while parsing a flow sequence. Maybe check indentation,"
                                    + " colons and quotes there."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        String text = MachineTexts.edgeWith(mistake.passage(), mistake.replacement());
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "hw-configs/edge.yaml"))
                .withMessage("hw-configs/edge.yaml: " + mistake.message());
    }

    @Test
    void theSmallMachineItselfIsRead() {
        assertThat(MachineReader.parse(MachineTexts.EDGE, "edge.yaml").units()).hasSize(3);
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

    @Test
    void textsThatAreNoMachineAreRefused() {
        refused("", "f.yaml: the file is empty. Maybe start with `format: bitwright-machine/1`.");
        refused("# only this", "f.yaml: the file is empty. Maybe start with");
        refused("hello", "f.yaml: the file must be a mapping. Maybe with the keys format, name,");
        refused("- 1", "f.yaml: the file must be a mapping.");
        refused("a: \u0001", "f.yaml: line 1: ");
        refused("x".repeat((1 << 20) + 1), "f.yaml: the file has more than 1 MiB.");
        refused("[".repeat(100_000), "f.yaml: line 1: [0]");
        refused("{a: ".repeat(100_000), "f.yaml: line 1: a.a.a");
        refused("- ".repeat(100_000), "f.yaml: line 1: ");
    }

    @Test
    void aBillionLaughsAreRefusedAtTheFirstAnchor() {
        var text = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char level = 'b'; level <= 'z'; level++) {
            text.append("%c: &%c [".formatted(level, level));
            text.append("*%c, ".formatted(level - 1).repeat(9)).append("x]\n");
        }
        refused(text.toString(), "f.yaml: line 1: a uses an anchor or alias.");
    }

    @Test
    void anInvalidValueIsShownInOneShortLine() {
        String text = MachineTexts.edgeWith("rows: 2", "rows: \"" + "2\\n".repeat(1000) + "\"");
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "f.yaml"))
                .satisfies(problem -> assertThat(problem.getMessage()).hasLineCount(1))
                .satisfies(problem -> assertThat(problem.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void filesThatCannotBeReadAreRefused(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("edg.yaml");
        refused(
                missing,
                "there is no such file. Maybe another folder, this one has no .yaml file.");
        Files.writeString(folder.resolve("edge.yaml"), MachineTexts.EDGE);
        Files.writeString(folder.resolve("zebra.yaml"), MachineTexts.EDGE);
        refused(missing, "there is no such file. Maybe edge.yaml.");
        refused(folder.resolve("none/edge.yaml"), "there is no such file. Maybe check the folder");
        refused(folder, "the file cannot be read (IOException). Maybe it is a folder,");
        Path large = Files.writeString(folder.resolve("large"), "#".repeat((1 << 20) + 1));
        refused(large, "the file has more than 1 MiB. Maybe it is no machine file.");
        Path latin = folder.resolve("latin");
        Files.write(latin, "name: Zürich".getBytes(StandardCharsets.ISO_8859_1));
        refused(latin, "the file is not UTF-8 text. Maybe it is no machine file.");
        assertThat(MachineReader.read(folder.resolve("edge.yaml")).name()).isEqualTo("edge");
    }

    private static void refused(String text, String start) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "f.yaml"))
                .withMessageStartingWith(start);
    }

    private static void refused(Path file, String start) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.read(file))
                .withMessageStartingWith(file + ": " + start);
    }
}
