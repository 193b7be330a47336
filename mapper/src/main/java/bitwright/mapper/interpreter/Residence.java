package bitwright.mapper.interpreter;

import bitwright.workload.Operand;
import org.jspecify.annotations.Nullable;

/// One operand in one instance of one memory level: the buffer and what it holds.
final class Residence {
    final Operand operand;
    final @Nullable Residence parent;

    /// Position of the keep that made it; -1 in the outermost memory.
    final int position;

    final Box box;
    int[] values;
    long key = -1;
    boolean filled;

    /// Whether it holds sums that were not written back.
    boolean changed;

    /// Whether what was summed here is added to what lies outside, as other instances sum parts of
    /// the same outputs.
    boolean addsUp;

    /// Whether this instance is counted for all that add up with it.
    boolean firstLane = true;

    /// What it asks for where its windows slide or are shared, alone and with those beside it.
    @Nullable Windows alone;

    @Nullable Windows together;

    private long largestElements;
    private boolean exchanged;

    Residence(Operand operand, @Nullable Residence parent, int position) {
        this.operand = operand;
        this.parent = parent;
        this.position = position;
        box = new Box();
        values = new int[0];
    }

    /// The whole operand in the outermost memory.
    static Residence whole(Operand operand, Box box, int[] values) {
        Residence residence = new Residence(operand, null, -1);
        System.arraycopy(box.length, 0, residence.box.length, 0, Box.AXES);
        residence.values = values;
        residence.filled = true;
        return residence;
    }

    /// Makes room for the present box, which `newKey` stands for; the buffer only grows, so that
    /// loops do not allocate.
    void reserve(long newKey) {
        filled = true;
        exchanged |= key >= 0 && key != newKey;
        key = newKey;
        largestElements = Math.max(largestElements, box.elements());
        int elements = Math.toIntExact(box.elements());
        if (values.length < elements) {
            values = new int[elements];
        }
    }

    /// Elements of the largest tile that was here.
    long largestElements() {
        return largestElements;
    }

    /// Whether one tile was exchanged for another.
    boolean exchanged() {
        return exchanged;
    }
}
