package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One level of the memory hierarchy.
///
/// @param name the level's name, used by schedules
/// @param capacityBits capacity of one instance, in bits
/// @param holds the operands that may reside here; others pass by
/// @param perAxes names of the unit's parallel axes of which each index has an instance of its own;
///   empty for a level that all share
/// @param ports of one instance; every operand that is held passes through exactly one
/// @param latencyCycles cycles from a request to the first bit
/// @param burstBits bits that every transfer of a tile is rounded up to, at least 1
/// @param filling how the next tile comes in
/// @param energy what bits and cycles cost
/// @param areaSquareMicrometres of one instance; null where the file says nothing
/// @param source where the numbers come from
public record MemoryLevel(
        String name,
        long capacityBits,
        Set<Role> holds,
        List<String> perAxes,
        List<MemoryPort> ports,
        int latencyCycles,
        long burstBits,
        Filling filling,
        MemoryEnergy energy,
        @Nullable Double areaSquareMicrometres,
        String source) {
    public MemoryLevel {
        holds = Collections.unmodifiableSet(EnumSet.copyOf(holds));
        perAxes = List.copyOf(perAxes);
        ports = List.copyOf(ports);
    }

    /// A level of which no area is known.
    public MemoryLevel(
            String name,
            long capacityBits,
            Set<Role> holds,
            List<String> perAxes,
            List<MemoryPort> ports,
            int latencyCycles,
            long burstBits,
            Filling filling,
            MemoryEnergy energy,
            String source) {
        this(
                name,
                capacityBits,
                holds,
                perAxes,
                ports,
                latencyCycles,
                burstBits,
                filling,
                energy,
                null,
                source);
    }

    /// Area of all instances that feed a unit, in square micrometres; empty where the machine file
    /// says nothing.
    public OptionalDouble squareMicrometres(ComputeUnit unit) {
        return areaSquareMicrometres == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(areaSquareMicrometres * instances(unit));
    }

    /// A level for all operands with one port, bursts of one bit and two buffers.
    public static MemoryLevel plain(
            String name,
            long capacityBits,
            List<String> perAxes,
            MemoryPort port,
            int latencyCycles,
            MemoryEnergy energy,
            String source) {
        return new MemoryLevel(
                name,
                capacityBits,
                Role.ALL,
                perAxes,
                List.of(port),
                latencyCycles,
                1,
                Filling.PLAIN,
                energy,
                source);
    }

    /// The same level with another capacity; what its bits cost, and its area, stay.
    public MemoryLevel withCapacityBits(long bits) {
        return new MemoryLevel(
                name,
                bits,
                holds,
                perAxes,
                ports,
                latencyCycles,
                burstBits,
                filling,
                energy,
                areaSquareMicrometres,
                source);
    }

    /// How many instances feed a unit: the product of the sizes of those of its axes that have
    /// instances of their own.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long instances(ComputeUnit unit) {
        long instances = 1;
        for (ParallelAxis axis : unit.axes()) {
            if (perAxes.contains(axis.name())) {
                instances = Math.multiplyExact(instances, (long) axis.size());
            }
        }
        return instances;
    }

    /// Index of the port that serves an operand, or -1.
    public int port(Role role) {
        for (int index = 0; index < ports.size(); index++) {
            if (ports.get(index).serves().contains(role)) {
                return index;
            }
        }
        return -1;
    }
}
