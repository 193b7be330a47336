package bitwright.arch.component;

import java.util.List;

/// A published memory: a row of `memories.csv`. What is not published is not a number.
///
/// @param readPicojoules energy to read one word
/// @param writePicojoules energy to write one word
record MemoryAnchor(
        String memory,
        double capacityBits,
        double wordBits,
        double readPicojoules,
        double writePicojoules,
        double squareMicrometres,
        double leakageMilliwatts,
        double nanometres) {
    static List<MemoryAnchor> read() {
        return AnchorFile.rows("memories.csv", 9).stream()
                .map(cells ->
                        new MemoryAnchor(
                                cells[0],
                                AnchorFile.number(cells[1]),
                                AnchorFile.number(cells[2]),
                                AnchorFile.number(cells[3]),
                                AnchorFile.number(cells[4]),
                                AnchorFile.number(cells[5]),
                                AnchorFile.number(cells[6]),
                                AnchorFile.number(cells[7])))
                .toList();
    }
}
