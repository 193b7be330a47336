package bitwright.arch.machine;

import bitwright.arch.format.Precision;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a unit can do, at a fixed price: `C[m,n] += A[m,k] * B[k,n]` on one tile; A are
/// activations, B weights.
///
/// @param name the instruction's name, unique in its unit together with the precision
/// @param m rows of the tile (output positions)
/// @param n columns of the tile (output channels)
/// @param k depth of the tile (reduction)
/// @param precision number formats of one multiply-accumulate
/// @param issueInterval cycles between two issues on one issue port
/// @param latency cycles from issue to result, at least `issueInterval`
/// @param energyPicojoules energy of one issue: the whole tile
/// @param parts energy of one issue by component, in picojoules; their sum in order is
///   `energyPicojoules`. Empty where the file quotes one number
/// @param slots issue slots that one issue takes in every packet of its interval, by slot name;
///   empty where the unit has none
/// @param truncates whether the low bits of a product are dropped before it is added, so that the
///   accumulator may be narrower than a product; such rows are simulated, never executed
/// @param vector how the tile lies in the registers of a vector processor; null on other units
/// @param source where the numbers come from
public record Instruction(
        String name,
        int m,
        int n,
        int k,
        Precision precision,
        IssueInterval issueInterval,
        int latency,
        double energyPicojoules,
        SortedMap<String, Double> parts,
        SortedMap<String, Integer> slots,
        boolean truncates,
        @Nullable VectorForm vector,
        String source) {
    public Instruction {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        if (!parts.isEmpty() && ArrayArea.sum(parts) != energyPicojoules) {
            throw new IllegalArgumentException(
                    "energy of "
                            + name
                            + " ("
                            + energyPicojoules
                            + " pJ) must be the sum of its parts ("
                            + ArrayArea.sum(parts)
                            + " pJ).");
        }
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
    }

    /// An instruction of a unit without vector registers.
    public Instruction(
            String name,
            int m,
            int n,
            int k,
            Precision precision,
            IssueInterval issueInterval,
            int latency,
            double energyPicojoules,
            SortedMap<String, Double> parts,
            SortedMap<String, Integer> slots,
            boolean truncates,
            String source) {
        this(
                name,
                m,
                n,
                k,
                precision,
                issueInterval,
                latency,
                energyPicojoules,
                parts,
                slots,
                truncates,
                null,
                source);
    }

    /// An instruction whose energy is one number.
    public Instruction(
            String name,
            int m,
            int n,
            int k,
            Precision precision,
            IssueInterval issueInterval,
            int latency,
            double energyPicojoules,
            SortedMap<String, Integer> slots,
            String source) {
        this(
                name,
                m,
                n,
                k,
                precision,
                issueInterval,
                latency,
                energyPicojoules,
                new TreeMap<>(),
                slots,
                false,
                source);
    }

    /// An instruction of whole cycles, of a unit without issue slots.
    public Instruction(
            String name,
            int m,
            int n,
            int k,
            Precision precision,
            int issueInterval,
            int latency,
            double energyPicojoules,
            String source) {
        this(
                name,
                m,
                n,
                k,
                precision,
                IssueInterval.cycles(issueInterval),
                latency,
                energyPicojoules,
                new TreeMap<>(),
                source);
    }

    /// How the tile lies in vector registers: as stated, else plainly.
    public VectorForm vectorForm() {
        return vector == null ? VectorForm.plain(latency) : vector;
    }

    /// Whether lanes hold outputs that have nothing in common, so that any dimension of the output
    /// may lie on the `n` of the tile.
    public boolean hasIndependentLanes() {
        return m == 1 && (k == 1 || vectorForm().independentLanes());
    }

    /// Cycles that an issue port is busy with so many issues.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long busyCycles(long issues) {
        return issueInterval.busyCycles(issues);
    }
}
