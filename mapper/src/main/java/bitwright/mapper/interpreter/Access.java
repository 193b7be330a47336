package bitwright.mapper.interpreter;

import bitwright.sim.cost.Accesses;

/// What is done with elements at a memory level.
enum Access {
    /// They leave it inwards; what several instances or lanes take at once leaves it once.
    READ(Accesses.READ),
    /// Outputs come to it from inside; what several instances or lanes sum comes as one.
    WRITE(Accesses.WRITE),
    /// They come to one of its instances from outside.
    FILL(Accesses.FILL),
    /// Outputs leave one of its instances outwards.
    SEND(Accesses.SEND);

    private final String label;

    Access(String label) {
        this.label = label;
    }

    /// The word for it in the key of a count.
    String label() {
        return label;
    }
}
