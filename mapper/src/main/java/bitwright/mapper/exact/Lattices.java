package bitwright.mapper.exact;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The lattices of one search, by what they must cover: many families share one. Those that were
/// not asked for longest are forgotten where there are too many.
final class Lattices {
    /// Most shapes that searches keep: some 200 MB of them.
    static final long MOST_SHAPES = 1 << 22;

    private final Map<List<Integer>, Lattice> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final long mostShapes;
    private long shapes;
    private boolean thinned;

    /// @param mostShapes that are kept together, unless one lattice has more
    Lattices(long mostShapes) {
        this.mostShapes = mostShapes;
    }

    /// The lattice of what the loops in time of each dimension must cover.
    Lattice of(int[] needed) {
        List<Integer> key = Arrays.stream(needed).boxed().toList();
        Lattice known = kept.get(key);
        if (known != null) {
            return known;
        }
        Lattice made = new Lattice(needed);
        thinned |= made.thinned;
        shapes += made.count;
        Iterator<Lattice> oldest = kept.values().iterator();
        while (shapes > mostShapes && oldest.hasNext()) {
            shapes -= oldest.next().count;
            oldest.remove();
        }
        kept.put(key, made);
        return made;
    }

    /// Whether sizes were left out in any lattice.
    boolean anyThinned() {
        return thinned;
    }
}
