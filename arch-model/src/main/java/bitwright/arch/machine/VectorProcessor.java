package bitwright.arch.machine;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A SIMD processor that issues packets; axis `threads`.
///
/// @param threads hardware threads, each with its own vector context that issues one packet a cycle
/// @param slots issue slots of one packet, by name, e.g. `multiply` 2, `shift` 1
/// @param instructions a row's `slots` say what one issue takes of a packet
public record VectorProcessor(
        String name,
        int threads,
        SortedMap<String, Integer> slots,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        String source)
        implements ComputeUnit {
    public VectorProcessor {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        instructions = List.copyOf(instructions);
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(new ParallelAxis("threads", threads));
    }
}
