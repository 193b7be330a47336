package bitwright.arch.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Machine files as texts: a small one with all three organisations, and those that ship.
final class MachineTexts {
    static final Path FOLDER = Path.of(System.getProperty("bitwright.root", ".."), "hw-configs");

    static final String EDGE =
            """
            format: bitwright-machine/1
            name: edge
            clockHz: 500000000
            source: "assumption: made for tests"
            memories:
              - name: dram
                capacityBits: 8589934592
                readBitsPerCycle: 64
                writeBitsPerCycle: 64
                sharedPort: true
                latencyCycles: 50
                readPicojoulesPerBit: 8
                writePicojoulesPerBit: 8.5
                source: "derived: from nothing"
              - name: buffer
                capacityBits: 4096
                perAxes: [rows]
                readBitsPerCycle: 512
                writeBitsPerCycle: 256
                sharedPort: false
                latencyCycles: 0
                readPicojoulesPerBit: 0.139
                writePicojoulesPerBit: 1e-3
                source: "a publication"
            units:
              - organisation: spatial-array
                name: array
                rows: 2
                columns: 3
                dataflows: [weight-stationary, output-stationary]
                source: "a publication"
                pointwise:
                  operationsPerCycle: 4
                  picojoulesPerOperation: 0.5
                  source: "a publication"
                instructions:
                  - name: shift-add
                    m: 1
                    n: 1
                    k: 1
                    weights: pot4
                    activations: [int8, uint8]
                    accumulatorBits: 24
                    issueInterval: 2
                    latency: 3
                    energyPicojoules: 0.25
                    source: "a publication"
              - organisation: vector-processor
                name: vector
                threads: 4
                slots: {shift: 1, multiply: 2}
                source: "a publication"
                pointwise: {operationsPerCycle: 0.5, picojoulesPerOperation: 0, source: "a publication"}
                instructions:
                  - name: vrmpy
                    m: 1
                    n: 32
                    k: 4
                    weights: int8
                    activations: [uint8]
                    accumulatorBits: 32
                    issueInterval: 1
                    latency: 2
                    energyPicojoules: 20
                    slots: {multiply: 2}
                    source: "a publication"
              - organisation: tensor-processor
                name: tensor
                multiprocessors: 2
                subcores: 4
                cluster: 1
                stages: 2
                tiles:
                  - {m: 64, n: 32, depthBits: 512}
                splits: [1, 2]
                source: "a publication"
                pointwise: {operationsPerCycle: 64, picojoulesPerOperation: 1, source: "a publication"}
                instructions:
                  - name: IMMA.8832.S4
                    m: 8
                    n: 8
                    k: 32
                    weights: int4
                    activations: [int4, uint4]
                    accumulatorBits: 32
                    issueInterval: 4
                    latency: 11
                    energyPicojoules: 122
                    source: "a publication"
            software:
              layerOverheadCycles: 0
              fittedOn: "assumption: nothing"
              source: "a publication"
            """;

    private static final String COMPOSED_TECHNOLOGY =
            """
            clockHz: 500000000
            technology: {nodeNanometres: 45, volts: 0.9}
            """;

    private static final String COMPOSED_ELEMENT =
            """
            \u0020   rows: 2
                processingElement:
                  - {kind: multiplier, bits: 8, otherBits: 8}
                  - {kind: shifter, bits: 22, stages: 4, count: 2}
                  - {kind: adder, bits: 32}
                  - {kind: register, name: sum, bits: 24}
                  - {kind: mux, bits: 22, ways: 2}
                  - {kind: decoder, codeBits: 4, bits: 8, atEdge: columns}
                  - {kind: fusion-unit, bits: 8, accumulatorBits: 32, atEdge: rows}
            """;

    private static final String COMPOSED_EXERCISES =
            """
            \u0020       exercises:
                      shifter: {times: 1.5, bits: 14, stages: 3}
                      adder: 2
                      decoder: 1
            """;

    private static final String QUOTED_BUFFER =
            """
            \u0020   readPicojoulesPerBit: 0.139
                writePicojoulesPerBit: 1e-3
                source: "a publication"
            """;

    private static final String COMPOSED_MEMORIES =
            """
            \u0020   component: {kind: sram, wordBits: 256, banks: 2, cells: high-performance}
                source: "a publication"
              - name: registers
                capacityBits: 3072
                perAxes: [rows, columns]
                readBitsPerCycle: 16
                writeBitsPerCycle: 16
                sharedPort: false
                latencyCycles: 0
                component: {kind: register-file, wordBits: 16}
                source: "a publication"
            """;

    /// The small machine with an array and memories whose energies are composed.
    static final String COMPOSED = composed();

    private MachineTexts() {}

    private static String composed() {
        String text = replaced(EDGE, "clockHz: 500000000\n", COMPOSED_TECHNOLOGY);
        text = replaced(text, "    rows: 2\n", COMPOSED_ELEMENT);
        text = replaced(text, QUOTED_BUFFER, COMPOSED_MEMORIES);
        text =
                replaced(
                        text,
                        "    readPicojoulesPerBit: 8\n    writePicojoulesPerBit: 8.5\n",
                        "    component: {kind: dram, type: lpddr5}\n");
        return replaced(text, "        energyPicojoules: 0.25\n", COMPOSED_EXERCISES);
    }

    /// The machine files that ship, by name.
    static List<Path> shipped() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// The small machine with one passage replaced; the passage must be there.
    static String edgeWith(String passage, String replacement) {
        return replaced(EDGE, passage, replacement);
    }

    /// A text with the first such passage replaced; the passage must be there.
    static String replaced(String text, String passage, String replacement) {
        int start = text.indexOf(passage);
        if (start < 0) {
            throw new IllegalArgumentException("no such passage: " + passage);
        }
        return text.substring(0, start) + replacement + text.substring(start + passage.length());
    }
}
