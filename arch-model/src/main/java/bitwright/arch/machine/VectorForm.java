package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How an instruction lies in a vector processor's registers, and what its operands take of packets
/// beside its issues.
///
/// @param independentLanes whether each of the `n` lanes has activations of its own: `C[n] += sum
///   over k of A[n,k] * B[k,n]`, with `m` 1. Then any dimension of the output may lie on the lanes;
///   otherwise the activations of an issue are common to all lanes, which hold output channels
/// @param accumulateLatency cycles from an issue to the next one that adds to the same sums, 1 to
///   the latency; less than the latency where an accumulator is forwarded
/// @param operandSlots issue slots that one tile of an operand takes beside the issues: an input or
///   a weight tile each time that it is brought into registers (loading, unpacking), an output tile
///   each time that it leaves them (requantizing, storing); absent means none
public record VectorForm(
        boolean independentLanes,
        int accumulateLatency,
        Map<Role, SortedMap<String, Integer>> operandSlots) {
    public VectorForm {
        var copy = new EnumMap<Role, SortedMap<String, Integer>>(Role.class);
        operandSlots.forEach((role, slots) ->
                copy.put(role, Collections.unmodifiableSortedMap(new TreeMap<>(slots))));
        operandSlots = Collections.unmodifiableMap(copy);
    }

    /// Activations common to all lanes, no forwarding, nothing beside the issues.
    public static VectorForm plain(int latency) {
        return new VectorForm(false, latency, Map.of());
    }
}
