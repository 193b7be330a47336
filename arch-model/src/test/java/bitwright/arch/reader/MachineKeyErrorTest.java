package bitwright.arch.reader;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys that are unknown, missing, twice or of the wrong type: one line with file, path, value and
/// cure.
final class MachineKeyErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
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
                            "depthBits: 512",
                            "depthBits: 5120000",
                            "units[2].tiles[0].depthBits (5120000) must be at most 65536. Maybe a digit too"
                                    + " many."),
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
                            "line 2: name has no value. Maybe write one" + " after the colon."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }
}
