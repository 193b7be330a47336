package bitwright.precision.plan;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which precisions a machine offers.
public final class Candidates {
    private Candidates() {}

    /// The distinct precisions of the machine's instruction rows, with signed activations, the
    /// widest first.
    ///
    /// Only those count that the machine has for signed and for unsigned activations, so that every
    /// layer can take them.
    public static List<Precision> of(Accelerator accelerator) {
        Map<String, Precision> signed = new LinkedHashMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction row : unit.instructions()) {
                boolean both =
                        accelerator.units().stream()
                                .anyMatch(other ->
                                        !other.instructionsFor(
                                                        row.precision().withUnsignedActivations())
                                                .isEmpty());
                if (both && row.precision().equals(row.precision().withSignedActivations())) {
                    signed.putIfAbsent(row.precision().name(), row.precision());
                }
            }
        }
        List<Precision> candidates = new ArrayList<>(signed.values());
        candidates.sort(
                Comparator.comparingInt((Precision precision) -> -precision.weights().bits())
                        .thenComparingInt(precision -> -precision.activations().bits())
                        .thenComparing(Precision::name, Comparator.reverseOrder()));
        return candidates;
    }
}
