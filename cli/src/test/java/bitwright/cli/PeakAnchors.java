package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.cost.Peak;
import java.io.IOException;
import java.nio.file.Path;

/// Peaks that a machine file must come to.
final class PeakAnchors {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    static void peaks(AnchorRows rows) throws IOException {
        Accelerator t4 = MachineReader.read(ROOT.resolve("hw-configs/t4.yaml"));
        rows.near(
                "T4 INT8 peak (TOPS); consistency of the machine file",
                130,
                peakTops(t4, "w8a8"),
                1,
                "%.1f",
                "NVIDIA T4 datasheet");
        rows.near(
                "T4 INT4 peak (TOPS); consistency of the machine file",
                260,
                peakTops(t4, "w4a4"),
                2,
                "%.1f",
                "NVIDIA T4 datasheet");
        Accelerator hexagon = MachineReader.read(ROOT.resolve("hw-configs/hexagon-v66.yaml"));
        double macs = peakTops(hexagon, "w8a8") * 1e12 / 2 / hexagon.clockHz() / 4;
        rows.near(
                "Hexagon v66 INT8 MACs per cycle and context; consistency of the machine file",
                256,
                macs,
                0,
                "%.0f",
                "Qualcomm 80-N2040-61: two vrmpy of 128 products a packet");
    }

    private static double peakTops(Accelerator accelerator, String precision) {
        ComputeUnit unit = accelerator.units().getFirst();
        double macs =
                unit.instructionsFor(Precision.parse(precision)).stream()
                        .mapToDouble(row -> Peak.macsPerCycle(unit, row))
                        .max()
                        .orElseThrow();
        return 2 * macs * accelerator.clockHz() * 1e-12;
    }
}
