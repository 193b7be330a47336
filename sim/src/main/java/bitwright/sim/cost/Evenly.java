package bitwright.sim.cost;

/// Bits that flow evenly over the steps of a walk; none is lost by rounding.
final class Evenly {
    private final long share;
    private final long rest;
    private long steps;
    private long taken;

    Evenly(long bits, long steps) {
        share = bits / steps;
        rest = bits % steps;
    }

    /// One step more.
    void step() {
        steps++;
    }

    /// The bits of all steps since the last call.
    long take() {
        long due = share * steps + Math.min(rest, steps);
        long bits = due - taken;
        taken = due;
        return bits;
    }
}
