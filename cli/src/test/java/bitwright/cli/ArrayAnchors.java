package bitwright.cli;

import bitwright.sim.cost.ArrayCounts;
import bitwright.sim.cost.LayerCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Anchors of systolic arrays and of designs that other simulators publish.
final class ArrayAnchors {
    /// SCALE-Sim's counts and the look-up law.
    ///
    /// @param folder for the files that SCALE-Sim would read
    static void scaleSim(AnchorRows rows, Path folder) throws IOException {
        lookUp(rows, folder, 128, 64, 16, 4096, 4349);
        lookUp(rows, folder, 16, 32, 32, 128, 631);
        for (String dataflow : List.of("os", "ws", "is")) {
            List<ScaleSimRuns.Run> runs =
                    ScaleSimRuns.measured().stream()
                            .filter(run -> run.dataflow().equals(dataflow))
                            .toList();
            Map<String, ArrayCounts> counts =
                    ScaleSimRuns.counts(
                            ScaleSimRuns.topology(folder, runs),
                            ScaleSimRuns.configuration(folder, 64, 64, dataflow));
            String what = "SCALE-Sim, ResNet-18 on 64 × 64, " + dataflow + ", 21 layers: ";
            String source = "SCALE-Sim 3.0.0 (commit 1d62b68), measured; each layer alone is equal";
            rows.exact(
                    what + "cycles",
                    runs.stream().mapToLong(ScaleSimRuns.Run::totalCycles).sum(),
                    counts.values().stream().mapToLong(ArrayCounts::totalCycles).sum(),
                    source);
            rows.exact(
                    what + "SRAM reads and writes",
                    runs.stream()
                            .mapToLong(run ->
                                    run.inputReads() + run.weightReads() + run.outputWrites())
                            .sum(),
                    counts.values().stream()
                            .mapToLong(count ->
                                    count.inputReads() + count.weightReads() + count.outputWrites())
                            .sum(),
                    source);
        }
    }

    private static void lookUp(
            AnchorRows rows, Path folder, int side, int m, int n, int k, long cycles)
            throws IOException {
        Path topology =
                Files.writeString(
                        folder.resolve("gemm.csv"),
                        String.format(
                                Locale.ROOT, "Layer, M, N, K,%nproduct, %d, %d, %d,%n", m, n, k));
        ArrayCounts counts =
                ScaleSimRuns.counts(topology, ScaleSimRuns.configuration(folder, side, side, "os"))
                        .values()
                        .iterator()
                        .next();
        rows.exact(
                String.format(
                        Locale.ROOT,
                        "Output-stationary look-up law, %d × %d by %d × %d on %d × %d: cycles",
                        m,
                        k,
                        k,
                        n,
                        side,
                        side),
                cycles,
                counts.totalCycles(),
                "LLMCompass's tables; `ScaleSimTest` holds ⌈M/R⌉⌈N/C⌉(K+R+C−2)−1 on random products");
    }

    /// Cycles and energies of two golden designs.
    static void timeloop(AnchorRows rows) {
        String source = "Timeloop 3.0.3 on timeloop-accelergy-exercises, leakage included";
        for (TimeloopDesigns.Golden golden : TimeloopDesigns.published()) {
            LayerCost cost = TimeloopDesigns.cost(golden.design());
            String anchor = golden.design() + " of Timeloop: " + golden.component();
            if (golden.component().equals("cycles")) {
                rows.exact(anchor, (long) golden.value(), cost.cycles(), source);
            } else {
                rows.near(
                        anchor + ", fJ for each MAC",
                        golden.value(),
                        TimeloopDesigns.femtojoulesPerMac(cost, golden.component()),
                        0.005,
                        "%.2f",
                        source);
            }
        }
    }
}
