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
    /// layer can take them; their accumulators may differ. Rows that differ in their accumulators
    /// alone are one candidate, with the widest.
    public static List<Precision> of(Accelerator accelerator) {
        Map<String, Precision> signed = new LinkedHashMap<>();
        for (ComputeUnit unit : accelerator.units()) {
            for (Instruction row : unit.instructions()) {
                Precision precision = row.precision();
                if (precision.equals(precision.withSignedActivations())
                        && takes(accelerator, precision.withUnsignedActivations())) {
                    signed.putIfAbsent(precision.name(), accelerator.withOwnAccumulator(precision));
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

    private static boolean takes(Accelerator accelerator, Precision formats) {
        return accelerator.units().stream()
                .flatMap(unit -> unit.instructions().stream())
                .anyMatch(row -> row.precision().hasFormatsOf(formats));
    }
}
