package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything about a schedule that does not depend on the order of events: the boundaries that
/// operands cross and the elements that cross them.
///
/// A boundary lies between two residences of an operand, or between the innermost one and the unit.
/// It is laid out anew for every schedule in the same arrays, so that a search allocates nothing.
final class Flows {
    /// The destination of the innermost boundaries: the compute unit itself.
    static final int UNIT = -1;

    private static final Operand[] OPERANDS = Operand.values();

    final Accelerator accelerator;
    final Precision precision;
    final LoopNest nest;
    final List<MemoryLevel> memories;
    final Windows windows;

    /// Extents of the nest by the ordinal of their dimension.
    final int[] extent;

    private final long outputs;
    private final int readerBits;
    private final int[] elementBits = new int[OPERANDS.length];

    /// Boundaries that are laid out.
    int count;

    final Operand[] operand;
    final int[] source;
    final int[] destination;

    /// Position of the keep outside; -1 for the outermost memory.
    final int[] sourcePosition;

    /// Position of the keep inside; the issue's for the unit.
    final int[] position;

    /// The innermost loop in time that makes the operand cross again.
    final int[] reusedFrom;

    /// Elements that leave the outer residence (reads).
    final long[] down;

    /// Elements that enter the outer residence (writes of outputs).
    final long[] up;

    /// Elements that enter the inner residence, counted for each instance that receives them.
    final long[] received;

    /// Outputs that leave the inner residence, counted for each instance that sends them: those
    /// that share a reduction send sums each.
    final long[] sent;

    /// Transfers of tiles inwards and outwards, for bursts.
    final long[] transfersDown;

    final long[] transfersUp;

    private Resolution schedule;
    private @Nullable VectorTiming vectorTiming;

    Flows(LoopNest nest, Precision precision, Accelerator accelerator, Resolution first) {
        this(nest, precision, accelerator, first, precision.activations().bits());
    }

    /// @param readerBits of one output as the layers that read it take it
    private Flows(
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            Resolution first,
            int readerBits) {
        this.readerBits = readerBits;
        this.accelerator = accelerator;
        this.nest = nest;
        this.precision = precision;
        memories = accelerator.memories();
        windows = new Windows(nest);
        extent = new int[Dim.values().length];
        for (Dim dim : Dim.values()) {
            extent[dim.ordinal()] = nest.extent(dim);
        }
        outputs = nest.elements(Operand.OUTPUT);
        for (Operand of : OPERANDS) {
            long one = Capacities.storageBits(of, precision, 1);
            boolean plain = Capacities.storageBits(of, precision, 1009) == 1009 * one;
            elementBits[of.ordinal()] = plain ? (int) one : 0;
        }
        int most = OPERANDS.length * memories.size();
        operand = new Operand[most];
        source = new int[most];
        destination = new int[most];
        sourcePosition = new int[most];
        position = new int[most];
        reusedFrom = new int[most];
        down = new long[most];
        up = new long[most];
        received = new long[most];
        sent = new long[most];
        transfersDown = new long[most];
        transfersUp = new long[most];
        schedule = first;
        lay(first);
    }

    /// @throws IllegalArgumentException if the machine lacks what the schedule names
    /// @throws ArithmeticException if a count goes beyond 64 bits
    static Flows of(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        return new Flows(
                nest, precision, accelerator, Resolution.of(schedule, precision, accelerator));
    }

    /// @param readerBits of one output as the layers that read it take it
    /// @throws IllegalArgumentException if the machine lacks what the schedule names
    /// @throws ArithmeticException if a count goes beyond 64 bits
    static Flows of(
            Schedule schedule,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            int readerBits) {
        return new Flows(
                nest,
                precision,
                accelerator,
                Resolution.of(schedule, precision, accelerator),
                readerBits);
    }

    /// Lays out another schedule of the same layer on the same machine.
    ///
    /// @throws ArithmeticException if a count goes beyond 64 bits
    void lay(Resolution resolution) {
        schedule = resolution;
        count = 0;
        for (Operand of : OPERANDS) {
            int outer = 0;
            int outerPosition = -1;
            for (int at = 0; at < resolution.loops().positions(); at++) {
                if (resolution.level(at) > 0 && resolution.keeps(at) == of) {
                    add(of, outer, outerPosition, resolution.level(at), at);
                    outer = resolution.level(at);
                    outerPosition = at;
                }
            }
            add(of, outer, outerPosition, UNIT, resolution.loops().issuePosition());
        }
    }

    private void add(Operand of, int outer, int outerPosition, int inner, int innerPosition) {
        int index = count++;
        operand[index] = of;
        source[index] = outer;
        sourcePosition[index] = outerPosition;
        destination[index] = inner;
        position[index] = innerPosition;
        reusedFrom[index] = reused(of, inner, innerPosition);
        Traffic.count(this, index);
        if (of == Operand.OUTPUT && !readsBack(index)) {
            down[index] = 0;
            received[index] = 0;
            transfersDown[index] = 0;
        }
    }

    /// What streams through a systolic array crosses anew in every fold; without neighbours to hand
    /// operands on, every issue reads its operands anew.
    private int reused(Operand of, int inner, int innerPosition) {
        Loops loops = loops();
        int reused = loops.innermostIndexing(of, innerPosition);
        if (inner != UNIT || !(unit() instanceof SpatialArray array)) {
            return reused;
        }
        if (!array.timing().skewed()) {
            return innerPosition;
        }
        return ArrayDataflow.stationary(schedule) == of
                ? reused
                : Math.max(reused, ArrayDataflow.firstSpread(schedule));
    }

    /// Whether what crosses a boundary twice is read the second time: an array may be told that its
    /// partial sums are not.
    private boolean readsBack(int index) {
        return destination[index] != UNIT
                || !(unit() instanceof SpatialArray array)
                || array.timing().partialSumsReadBack();
    }

    Resolution schedule() {
        return schedule;
    }

    Loops loops() {
        return schedule.loops();
    }

    ComputeUnit unit() {
        return schedule.unit();
    }

    Instruction instruction() {
        return schedule.instruction();
    }

    /// What prices a row of a vector processor, kept from schedule to schedule.
    VectorTiming vectorTiming(VectorProcessor processor, Instruction row) {
        VectorTiming timing = vectorTiming;
        if (timing == null || timing.instruction() != row) {
            timing =
                    new VectorTiming(
                            processor, row, accelerator.software().kernels().issueFraction());
            vectorTiming = timing;
        }
        return timing;
    }

    /// Bits of outputs that the second-level cache of a tensor processor keeps for good, where the
    /// software leaves them there: what its tiles of this layer leave free; 0 elsewhere.
    long writeBackBits() {
        return accelerator.software().kernels().outputsStayCached()
                        && unit() instanceof TensorProcessor
                        && memories.size() > 1
                        && memories.get(1).perAxes().isEmpty()
                ? Math.max(
                        0,
                        memories.get(1).capacityBits()
                                - Capacities.residentBits(schedule, nest, precision, 1))
                : 0;
    }

    /// Bits of one complete output: as the layers that read it take it, which is the width of the
    /// layer's own activations where nobody says otherwise, unless the software's kernels put out
    /// another.
    int completeOutputBits() {
        int own = accelerator.software().kernels().outputBits();
        return own > 0 ? own : readerBits;
    }

    /// Bits read from the outer residence of a boundary.
    long downBits(int index) {
        long bits = storageBits(operand[index], down[index]);
        return inBursts(index, bits, transfersDown[index], false);
    }

    /// Bits written to the outer residence of a boundary: sums at accumulator width, complete
    /// outputs at their own. Outputs are complete in the outermost memory, and wherever each
    /// crosses once.
    long upBits(int index) {
        if (up[index] == 0) {
            return 0;
        }
        long complete = source[index] == 0 || up[index] == outputs ? outputs : 0;
        // Each tile leaves complete once, every other time as sums.
        long tiles = complete == 0 ? 0 : transfersUp[index] / (up[index] / complete);
        long completeBits = Math.multiplyExact(complete, (long) completeOutputBits());
        long sumBits = storageBits(Operand.OUTPUT, up[index] - complete);
        return Math.addExact(
                inBursts(index, completeBits, tiles, true),
                inBursts(index, sumBits, transfersUp[index] - tiles, false));
    }

    /// Bits that enter the inner residence, in all its instances together.
    long receivedBits(int index) {
        return storageBits(operand[index], received[index]);
    }

    /// Bits of outputs that leave the inner residence, in all its instances together: sums where
    /// several instances send the same outputs.
    long sentBits(int index) {
        return sent[index] > up[index] ? storageBits(Operand.OUTPUT, sent[index]) : upBits(index);
    }

    /// Bits of the outputs that cross a boundary outwards, all of them as sums.
    long sumBits(int index) {
        return storageBits(Operand.OUTPUT, up[index]);
    }

    private long storageBits(Operand of, long elements) {
        int one = elementBits[of.ordinal()];
        return one > 0
                ? Math.multiplyExact(elements, (long) one)
                : Capacities.storageBits(of, precision, elements);
    }

    /// Bits that transfers take in whole bursts. A transfer of at most one burst takes one; longer
    /// ones are rounded up as a whole tile is.
    ///
    /// @param bits what the transfers carry
    /// @param transfers how many there are
    /// @param complete whether they carry complete outputs, not sums
    long inBursts(int index, long bits, long transfers, boolean complete) {
        long burst = memories.get(source[index]).burstBits();
        if (burst == 1 || transfers == 0) {
            return bits;
        }
        long elements = loops().tileElements(operand[index], position[index], nest);
        long whole =
                complete
                        ? Math.multiplyExact(elements, (long) completeOutputBits())
                        : storageBits(operand[index], elements);
        if (whole <= burst) {
            return Math.multiplyExact(transfers, burst);
        }
        long longer = Math.ceilDiv(whole, burst) * burst - whole;
        return Math.addExact(bits, Math.multiplyExact(transfers, longer));
    }

    /// Instructions issued by the whole unit, those of clipped tiles included.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long issues() {
        Loops loops = loops();
        long issues = loops.trips(0, loops.issuePosition());
        for (int at = 0; at < loops.positions(); at++) {
            if (loops.isSpace(at) && !schedule.inTile(at)) {
                issues = Math.multiplyExact(issues, (long) loops.extent(at));
            }
        }
        return issues;
    }
}
