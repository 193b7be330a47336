package bitwright.kernels.network;

import java.util.Arrays;

/// In which order the elements of a slot are those of a tensor: element `i` of the tensor is
/// element `sources[i]` of the slot.
final class ElementOrder {
    private final int[] sources;
    private final int hash;

    ElementOrder(int[] sources) {
        this.sources = sources;
        hash = Arrays.hashCode(sources);
    }

    /// The elements as they lie.
    static ElementOrder plain(int elements) {
        int[] sources = new int[elements];
        Arrays.setAll(sources, i -> i);
        return new ElementOrder(sources);
    }

    /// The same slot seen through another order: element `i` is element `other[i]` of this order.
    ElementOrder then(int[] other) {
        int[] through = new int[other.length];
        Arrays.setAll(through, i -> sources[other[i]]);
        return new ElementOrder(through);
    }

    /// Whether it is all elements of a slot as they lie.
    boolean isPlain(int slotElements) {
        if (sources.length != slotElements) {
            return false;
        }
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] != i) {
                return false;
            }
        }
        return true;
    }

    /// The array itself: treat it as read-only.
    int[] sources() {
        return sources;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ElementOrder order && Arrays.equals(sources, order.sources);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
