package bitwright.cli;

import bitwright.cli.flow.MappingFile;
import bitwright.cli.flow.NetworkMapping.Row;
import bitwright.mapper.search.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Mapped layers for people: what the proofs are about, and how much is open.
final class MappingTable {
    private static final int FIRST_RIGHT = 2;

    private MappingTable() {}

    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        long cycles = 0;
        double picojoules = 0;
        int layers = 0;
        int proven = 0;
        int cached = 0;
        for (Row row : rows) {
            Proof proof = MappingFile.proof(row);
            int count = row.layers().size();
            lines.add(
                    List.of(
                            row.layers().getFirst() + (count > 1 ? " (x" + count + ")" : ""),
                            row.mapped().precision().name(),
                            String.format(Locale.ROOT, "%,d", proof.cycles()),
                            microjoules(proof.picojoules()),
                            gap(proof),
                            String.format(
                                    Locale.ROOT,
                                    "%.1f %%",
                                    100 * row.mapped().cost().utilization())));
            layers += count;
            proven += proof.isProvenBest() ? count : 0;
            cached += row.cached() ? count : 0;
            cycles += count * proof.cycles();
            picojoules += count * proof.picojoules();
        }
        return TextTable.of(
                        List.of("layer", "precision", "cycles", "microjoules", "gap", "utilized"),
                        lines,
                        FIRST_RIGHT)
                + String.format(
                        Locale.ROOT,
                        "\n\n%d layers (%d different): %,d cycles, %s microjoules; gap 0 for %d%s",
                        layers,
                        rows.size(),
                        cycles,
                        microjoules(picojoules),
                        proven,
                        cached > 0 ? "; " + cached + " from the cache" : "");
    }

    /// A gap of 0 that leaves something open says so.
    private static String gap(Proof proof) {
        double gap = proof.gap();
        return gap == 0
                ? proof.complete() ? "0" : "0, open"
                : Double.isFinite(gap) ? String.format(Locale.ROOT, "%.2g %%", 100 * gap) : "?";
    }

    private static String microjoules(double picojoules) {
        return String.format(Locale.ROOT, "%,.3f", picojoules * 1e-6);
    }
}
