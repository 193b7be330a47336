package bitwright.mapper.exact;

import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import java.util.ArrayList;
import java.util.List;

/// The ports that may be busy, and for how long.
final class Ports {
    /// By level the number of its first port among all.
    final int[] first;

    /// The outermost memory's narrowest port.
    final int narrowest;

    private final int[] slot;
    private final double[] readCycles;
    private final double[] writeCycles;
    private final boolean[] shared;

    Ports(Chain chain) {
        List<MemoryLevel> memories = chain.accelerator().memories();
        first = new int[memories.size() + 1];
        List<MemoryPort> limited = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        List<Integer> levels = new ArrayList<>();
        for (int level = 0; level < memories.size(); level++) {
            List<MemoryPort> ports = memories.get(level).ports();
            first[level + 1] = first[level] + ports.size();
            for (int port = 0; port < ports.size(); port++) {
                MemoryPort at = ports.get(port);
                if (at.readBitsPerCycle() != MemoryPort.UNLIMITED
                        || at.writeBitsPerCycle() != MemoryPort.UNLIMITED) {
                    limited.add(at);
                    levels.add(level);
                    slots.add(Prices.PORTS + 2 * (first[level] + port));
                }
            }
        }
        slot = slots.stream().mapToInt(Integer::intValue).toArray();
        readCycles = new double[slot.length];
        writeCycles = new double[slot.length];
        shared = new boolean[slot.length];
        for (int index = 0; index < slot.length; index++) {
            MemoryPort at = limited.get(index);
            readCycles[index] = cyclesPerBit(chain, levels.get(index), at.readBitsPerCycle());
            writeCycles[index] = cyclesPerBit(chain, levels.get(index), at.writeBitsPerCycle());
            shared[index] = at.shared();
        }
        narrowest = narrowest(memories.getFirst().ports());
    }

    private static int narrowest(List<MemoryPort> ports) {
        int least = 0;
        for (int port = 1; port < ports.size(); port++) {
            least =
                    ports.get(port).readBitsPerCycle() < ports.get(least).readBitsPerCycle()
                            ? port
                            : least;
        }
        return least;
    }

    /// How many ports there are.
    int count() {
        return first[first.length - 1];
    }

    /// Cycles of the busiest port, by the bits of a cost.
    double busiest(double[] cost) {
        double busiest = 0;
        for (int index = 0; index < slot.length; index++) {
            double reads = cost[slot[index]] * readCycles[index];
            double writes = cost[slot[index] + 1] * writeCycles[index];
            busiest = Math.max(busiest, shared[index] ? reads + writes : Math.max(reads, writes));
        }
        return busiest;
    }

    /// Cycles that one bit takes over a port of a level, 0 where it is unlimited.
    static double cyclesPerBit(Chain chain, int level, long bitsPerCycle) {
        if (bitsPerCycle == MemoryPort.UNLIMITED) {
            return 0;
        }
        long reached =
                level == 0
                        ? chain.accelerator().software().kernels().outerBitsPerCycle(bitsPerCycle)
                        : bitsPerCycle;
        return reached == MemoryPort.UNLIMITED ? 0 : 1.0 / reached;
    }
}
