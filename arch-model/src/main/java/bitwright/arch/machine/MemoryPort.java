package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// A port of one instance of a memory level, towards the next level inwards or the unit.
///
/// @param serves the operands that pass through it, at least one
/// @param readBitsPerCycle bandwidth towards the inside; `UNLIMITED` never makes anything wait
/// @param writeBitsPerCycle bandwidth from the inside
/// @param shared whether reads and writes take turns; then both bandwidths are equal
public record MemoryPort(
        Set<Role> serves, long readBitsPerCycle, long writeBitsPerCycle, boolean shared) {
    /// A bandwidth without limit: nothing ever waits for the port.
    public static final long UNLIMITED = Long.MAX_VALUE;

    public MemoryPort {
        serves = Collections.unmodifiableSet(EnumSet.copyOf(serves));
    }

    /// A port for all operands.
    public static MemoryPort forAll(long readBitsPerCycle, long writeBitsPerCycle, boolean shared) {
        return new MemoryPort(Role.ALL, readBitsPerCycle, writeBitsPerCycle, shared);
    }

    /// Cycles that so many bits keep a bandwidth busy for.
    public static long cycles(long bits, long bitsPerCycle) {
        return bits == 0 || bitsPerCycle == UNLIMITED ? 0 : Math.ceilDiv(bits, bitsPerCycle);
    }
}
