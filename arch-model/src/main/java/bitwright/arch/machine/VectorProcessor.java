package bitwright.arch.machine;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A SIMD processor that issues packets; axis `threads`.
///
/// @param threads hardware threads, each with its own vector context that issues one packet a cycle
/// @param slots issue slots of one packet, by name, e.g. `multiply` 2, `shift` 1
/// @param instructionsPerPacket most instructions of one packet, over all slots; the sum of the
///   slots where the file says nothing
/// @param loopSlots what one trip around the innermost kept tiles takes of packets (counting,
///   branching), by slot name; empty where loops are free
/// @param instructions a row's `slots` say what one issue takes of a packet
public record VectorProcessor(
        String name,
        int threads,
        SortedMap<String, Integer> slots,
        int instructionsPerPacket,
        SortedMap<String, Integer> loopSlots,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        String source)
        implements ComputeUnit {
    public VectorProcessor {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        loopSlots = Collections.unmodifiableSortedMap(new TreeMap<>(loopSlots));
        instructions = List.copyOf(instructions);
    }

    /// Instructions of a packet that fills every slot.
    public static int allSlots(SortedMap<String, Integer> slots) {
        return slots.values().stream().reduce(0, Math::addExact);
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(new ParallelAxis("threads", threads));
    }
}
