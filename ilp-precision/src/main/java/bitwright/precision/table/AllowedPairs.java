package bitwright.precision.table;

import java.util.List;

/// A coupling of two layers: the attribute of the one and the attribute of the other must be one of
/// the listed pairs, such as the format that a tensor is written in and the format that its reader
/// takes.
///
/// @param first a layer and an attribute of all its choices
/// @param second another layer and an attribute of all its choices
/// @param pairs the values that may meet; every other pair may not
public record AllowedPairs(End first, End second, List<Pair> pairs) {
    /// One end of the coupling.
    public record End(String layer, String attribute) {}

    /// Values that may meet.
    public record Pair(String first, String second) {}

    public AllowedPairs {
        pairs = List.copyOf(pairs);
    }

    /// Whether the two values may meet.
    public boolean allows(String one, String other) {
        return pairs.contains(new Pair(one, other));
    }
}
