package bitwright.mapper.emit;

import bitwright.kernels.codec.ExactWeights;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import bitwright.sim.schedule.Loops;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;

/// The accumulator register in C: `add` writes one sum to it.
///
/// Where the formats alone prove that no partial sum leaves the register, in whatever order, sums
/// are added as they are. A wrapping register ends alike in every order. A saturating one does not:
/// its kernel must add in the order of the reference, input channels, filter rows, filter columns.
final class RegisterC {
    private static final Dim[] REDUCTION = {Dim.C, Dim.FY, Dim.FX};

    private final Register register;
    private final long bound;

    private RegisterC(Register register, long bound) {
        this.register = register;
        this.bound = bound;
    }

    /// @throws IllegalArgumentException if sums could leave 64 bits, or if the schedule's order of
    ///   additions is another than that of a saturating register
    static RegisterC of(LayerKernel kernel, ExactWeights weights, ExactWeights activations) {
        long bound = bound(kernel.nest(), weights, activations);
        RegisterC made = new RegisterC(kernel.register(), bound);
        if (made.isProven()) {
            return made;
        }
        if (bound == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "accumulators may leave 64 bits. Maybe fewer activation or weight bits.");
        }
        if (kernel.register().overflow() == Overflow.SATURATE
                && !addsInReferenceOrder(new Loops(kernel.schedule()))) {
            throw new IllegalArgumentException(
                    "a saturating register of "
                            + kernel.register().bits()
                            + " bits depends on the order of additions, which must be input"
                            + " channels, filter rows, filter columns; the schedule has another."
                            + " Maybe overflow wrap, or a wider accumulator.");
        }
        return made;
    }

    /// `taps * greatest |activation| * greatest |running sum of a weight's terms|`; the greatest
    /// long where that is beyond 64 bits.
    private static long bound(LoopNest nest, ExactWeights weights, ExactWeights activations) {
        try {
            long taps =
                    Math.multiplyExact(
                            Math.multiplyExact(
                                    (long) nest.inputChannels(), (long) nest.filterHeight()),
                            (long) nest.filterWidth());
            long activation =
                    Math.max(
                            Math.abs((long) activations.least()),
                            Math.abs((long) activations.greatest()));
            return Math.multiplyExact(
                    taps, Math.multiplyExact(activation, weights.greatestTravel()));
        } catch (ArithmeticException beyond) {
            return Long.MAX_VALUE;
        }
    }

    /// Whether reduction loops lie as the reference adds: all of c, then of fy, then of fx.
    private static boolean addsInReferenceOrder(Loops loops) {
        int last = 0;
        for (int position = 0; position < loops.positions(); position++) {
            for (int at = 0; at < REDUCTION.length; at++) {
                if (loops.dim(position) == REDUCTION[at].ordinal() && loops.extent(position) > 1) {
                    if (at < last) {
                        return false;
                    }
                    last = at;
                }
            }
        }
        return true;
    }

    /// Whether no partial sum can leave the register.
    boolean isProven() {
        return bound <= register.maximum();
    }

    /// Whether the kernel must be able to say that a sum left the register.
    boolean refuses() {
        return !isProven() && register.overflow() == Overflow.REFUSE;
    }

    /// Greatest magnitude of what the register ends with.
    long greatest() {
        return isProven() ? bound : -register.minimum();
    }

    /// The type of sums.
    String type() {
        return register.bits() <= 32 ? "int32_t" : "int64_t";
    }

    /// What the header says of the register.
    String words() {
        String width = "a register of " + register.bits() + " bits; ";
        return isProven()
                ? width + "no partial sum can exceed " + bound + " in magnitude, so it suffices"
                : width
                        + switch (register.overflow()) {
                            case REFUSE -> "a sum that leaves it makes the kernel return 1";
                            case WRAP -> "sums wrap (two's complement)";
                            case SATURATE -> "sums stay at its least or greatest value";
                        };
    }

    /// Defines `add`.
    void define(Source source) {
        String type = type();
        source.comment("One sum, written to " + words() + ".");
        if (isProven()) {
            source.open("static " + type + " add(" + type + " sum, int64_t addend)")
                    .line("return (" + type + ")(sum + addend);")
                    .close();
            return;
        }
        if (register.bits() == 64) {
            throw new IllegalStateException("64 bits are either proven or refused");
        }
        String least = "(-INT64_C(" + register.maximum() + ") - 1)";
        String greatest = "INT64_C(" + register.maximum() + ")";
        switch (register.overflow()) {
            case WRAP -> {
                long sign = 1L << (register.bits() - 1);
                source.open("static " + type + " add(" + type + " sum, int64_t addend)")
                        .line("const uint64_t sign = UINT64_C(" + sign + ");")
                        .line(
                                "const uint64_t low = ((uint64_t)sum + (uint64_t)addend) & (2 * sign"
                                        + " - 1);")
                        .line("return (" + type + ")((int64_t)(low ^ sign) - (int64_t)sign);")
                        .close();
            }
            case SATURATE ->
                    source.open("static " + type + " add(" + type + " sum, int64_t addend)")
                            .line("const int64_t exact = sum + addend;")
                            .line("if (exact < " + least + ") return (" + type + ")" + least + ";")
                            .line(
                                    "return ("
                                            + type
                                            + ")(exact > "
                                            + greatest
                                            + " ? "
                                            + greatest
                                            + " : exact);")
                            .close();
            case REFUSE ->
                    source.open(
                                    "static "
                                            + type
                                            + " add("
                                            + type
                                            + " sum, int64_t addend, int *refused)")
                            .line("const int64_t exact = sum + addend;")
                            .open("if (exact < " + least + " || exact > " + greatest + ")")
                            .line("*refused = 1;")
                            .line("return 0;")
                            .close()
                            .line("return (" + type + ")exact;")
                            .close();
        }
    }

    /// The expression that adds to `sum`.
    String add(String addend) {
        return "sum = add(sum, " + addend + (refuses() ? ", &refused" : "") + ");";
    }

    /// Elements of the sums.
    static long sums(LoopNest nest) {
        return nest.elements(Operand.OUTPUT);
    }
}
