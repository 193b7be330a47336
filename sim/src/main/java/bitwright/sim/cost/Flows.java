package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything about a schedule that does not depend on the order of events: bits over every port,
/// energy, issues.
final class Flows {
    final Accelerator accelerator;
    final ComputeUnit unit;
    final Instruction instruction;
    final Precision precision;
    final LoopNest nest;
    final Loops loops;
    final List<Boundary> boundaries;
    final List<Traffic> traffic = new ArrayList<>();

    private Flows(Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        this.accelerator = accelerator;
        this.nest = nest;
        this.precision = precision;
        unit = unit(schedule, accelerator);
        instruction = instruction(schedule, unit, precision);
        loops = new Loops(schedule);
        boundaries = Boundary.of(loops, accelerator);
        for (Boundary boundary : boundaries) {
            Traffic crossing = Traffic.of(boundary, reusedFrom(boundary), loops, nest);
            traffic.add(readsBack(boundary) ? crossing : crossing.withoutReadBack());
        }
    }

    /// @throws IllegalArgumentException if the machine lacks the unit or the instruction
    /// @throws ArithmeticException if a count goes beyond 64 bits
    static Flows of(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        return new Flows(schedule, nest, precision, accelerator);
    }

    /// The innermost loop in time that makes an operand cross a boundary again, as a position:
    /// loops from there inwards reuse it. What streams through an array crosses anew in every fold.
    private int reusedFrom(Boundary boundary) {
        int reused = loops.innermostIndexing(boundary.operand(), boundary.position());
        boolean streams =
                unit instanceof SpatialArray
                        && boundary.destination() == Boundary.UNIT
                        && ArrayDataflow.stationary(loops) != boundary.operand();
        return streams ? Math.max(reused, ArrayDataflow.firstSpread(loops)) : reused;
    }

    /// Whether what crosses a boundary twice is read the second time: an array may be told that its
    /// partial sums are not.
    private boolean readsBack(Boundary boundary) {
        return boundary.operand() != Operand.OUTPUT
                || boundary.destination() != Boundary.UNIT
                || !(unit instanceof SpatialArray array)
                || array.timing().partialSumsReadBack();
    }

    private static ComputeUnit unit(Schedule schedule, Accelerator accelerator) {
        return accelerator.units().stream()
                .filter(candidate -> candidate.name().equals(schedule.unit()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "machine '"
                                        + accelerator.name()
                                        + "' has no unit '"
                                        + schedule.unit()
                                        + "'."));
    }

    private static Instruction instruction(
            Schedule schedule, ComputeUnit unit, Precision precision) {
        return unit.instructionsFor(precision).stream()
                .filter(row -> row.name().equals(schedule.instruction()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unit '"
                                        + unit.name()
                                        + "' has no instruction '"
                                        + schedule.instruction()
                                        + "' for "
                                        + precision.name()
                                        + "."));
    }

    /// Bits of one element while it moves; outputs move at accumulator width until they are
    /// complete.
    int bits(Operand operand) {
        return switch (operand) {
            case INPUT -> precision.activations().bits();
            case WEIGHT -> precision.weights().bits();
            case OUTPUT -> precision.accumulator().bits();
        };
    }

    /// Bits of one complete output in the outermost memory: the width of the activations, as the
    /// next layer reads it.
    int completeOutputBits() {
        return precision.activations().bits();
    }

    /// Bits read from the outer residence of a boundary.
    long downBits(int boundary) {
        return Math.multiplyExact(
                traffic.get(boundary).down(), (long) bits(boundaries.get(boundary).operand()));
    }

    /// Bits written to the outer residence of a boundary.
    long upBits(int boundary) {
        Boundary at = boundaries.get(boundary);
        long up = traffic.get(boundary).up();
        if (up == 0) {
            return 0;
        }
        long complete = at.source() == 0 ? nest.elements(Operand.OUTPUT) : 0;
        return Math.addExact(
                Math.multiplyExact(complete, (long) completeOutputBits()),
                Math.multiplyExact(up - complete, (long) bits(Operand.OUTPUT)));
    }

    /// Instances of the outer residence of a boundary that work side by side.
    long activeInstances(Boundary boundary) {
        long active = 1;
        for (int position = 0; position < boundary.sourcePosition(); position++) {
            if (loops.isSpace(position)) {
                active = Math.multiplyExact(active, Schedule.extentOf(loops.step(position)));
            }
        }
        return active;
    }

    /// Cycles that the ports of one instance of a level are busy reading (`[0]`) and writing
    /// (`[1]`).
    long[] portCycles(int level) {
        long reads = 0;
        long writes = 0;
        for (int index = 0; index < boundaries.size(); index++) {
            Boundary boundary = boundaries.get(index);
            if (boundary.source() == level) {
                long active = activeInstances(boundary);
                reads = Math.addExact(reads, Math.ceilDiv(downBits(index), active));
                writes = Math.addExact(writes, Math.ceilDiv(upBits(index), active));
            }
        }
        MemoryLevel memory = accelerator.memories().get(level);
        return new long[] {
            MemoryLevel.cycles(reads, memory.readBitsPerCycle()),
            MemoryLevel.cycles(writes, memory.writeBitsPerCycle())
        };
    }

    /// Instructions issued by the whole unit, those of clipped tiles included.
    long issues() {
        long issues = loops.trips(0, loops.issuePosition());
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.step(position) instanceof Spread spread && !isTileAxis(spread.axis())) {
                issues = Math.multiplyExact(issues, spread.extent());
            }
        }
        return issues;
    }

    /// Whether an axis belongs to the instruction's own tile.
    static boolean isTileAxis(String axis) {
        return axis.equals("m") || axis.equals("n") || axis.equals("k");
    }

    /// Energy by component: the unit, then each memory level.
    Map<String, Double> energyPicojoules() {
        Map<String, Double> energy = new LinkedHashMap<>();
        energy.put(unit.name(), issues() * instruction.energyPicojoules());
        for (MemoryLevel memory : accelerator.memories()) {
            energy.put(memory.name(), 0.0);
        }
        for (int index = 0; index < boundaries.size(); index++) {
            Boundary boundary = boundaries.get(index);
            MemoryLevel source = accelerator.memories().get(boundary.source());
            long down = downBits(index);
            long up = upBits(index);
            energy.merge(
                    source.name(),
                    down * source.readPicojoulesPerBit() + up * source.writePicojoulesPerBit(),
                    Double::sum);
            if (boundary.destination() != Boundary.UNIT) {
                MemoryLevel destination = accelerator.memories().get(boundary.destination());
                long received =
                        Math.multiplyExact(
                                traffic.get(index).received(), (long) bits(boundary.operand()));
                energy.merge(
                        destination.name(),
                        received * destination.writePicojoulesPerBit()
                                + up * destination.readPicojoulesPerBit(),
                        Double::sum);
            }
        }
        return energy;
    }

    /// Bits over every port, by `level/operand/direction`.
    Map<String, Long> trafficBits() {
        Map<String, Long> bits = new LinkedHashMap<>();
        for (int index = 0; index < boundaries.size(); index++) {
            Boundary boundary = boundaries.get(index);
            String key =
                    accelerator.memories().get(boundary.source()).name()
                            + "/"
                            + boundary.operand().label();
            bits.put(key + "/read", downBits(index));
            if (boundary.operand() == Operand.OUTPUT) {
                bits.put(key + "/write", upBits(index));
            }
        }
        return bits;
    }
}
