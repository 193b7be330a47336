package bitwright.sim.cost;

import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.TensorProcessor;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Dim;
import bitwright.workload.Operand;

/// How long a tensor processor is busy: thread blocks one after the other on the busiest
/// multiprocessor, each a pipeline of stages of shared memory.
///
/// A thread block is what happens inside the innermost keep of the outputs; a stage is what happens
/// inside the first keep of an operand within it. A sub-core issues at the instruction's interval
/// over the fraction that the kernels reach, or waits for the sums that an issue depends on; a
/// stage waits for its copies where too few of them are in flight. Waves, and the last one that is
/// not full, follow from the loops in time around a spread over the multiprocessors.
final class TensorTiming {
    private static final Dim[] DIMS = Dim.values();

    private TensorTiming() {}

    /// Busy cycles of everything inside `position`.
    ///
    /// @throws ArithmeticException beyond 64 bits
    static long cycles(Resolution schedule, int position, TensorProcessor processor) {
        Loops loops = schedule.loops();
        KernelQuality kernels = schedule.accelerator().software().kernels();
        int block = Math.max(position, blockPosition(schedule));
        int keep = stageKeep(schedule, block);
        int stage = keep < 0 ? block : keep;
        long latency = keep < 0 ? 0 : feedLatency(schedule, keep);
        long stages = loops.trips(block, stage);
        long working = Math.addExact(working(schedule, stage, kernels), kernels.stageCycles());
        long buffers = keep < 0 ? 1 : stagesInFlight(schedule, keep, processor);
        long pipeline = pipeline(stages, buffers, latency, working);
        Instruction instruction = schedule.instruction();
        long edges =
                Math.addExact(
                        kernels.blockCycles(),
                        Math.addExact(
                                instruction.latency() - instruction.busyCycles(1),
                                outputs(schedule, block, kernels)));
        return Math.multiplyExact(loops.trips(position, block), Math.addExact(pipeline, edges));
    }

    /// Cycles from the first request to the end of the last stage's work. A stage is requested when
    /// its buffer is free, arrives a latency later and is worked on after the stage before it: once
    /// all buffers have been filled, every round of them takes its work, or one request and one
    /// work, whichever is longer.
    private static long pipeline(long stages, long buffers, long latency, long working) {
        long alone = Math.addExact(latency, working);
        long round = Math.max(Math.multiplyExact(buffers, working), alone);
        long rounds = (stages - 1) / buffers;
        long others = (stages - 1) % buffers;
        return Math.addExact(
                alone,
                Math.addExact(
                        Math.multiplyExact(rounds, round), Math.multiplyExact(others, working)));
    }

    /// Position of the innermost keep of the outputs; 0 if they are kept nowhere.
    private static int blockPosition(Resolution schedule) {
        for (int at = schedule.loops().positions() - 1; at >= 0; at--) {
            if (schedule.keeps(at) == Operand.OUTPUT) {
                return at;
            }
        }
        return 0;
    }

    /// Position of the first keep of an operand inside a thread block, or -1.
    private static int stageKeep(Resolution schedule, int block) {
        for (int at = block; at < schedule.loops().positions(); at++) {
            Operand operand = schedule.keeps(at);
            if (operand != null && operand != Operand.OUTPUT) {
                return at;
            }
        }
        return -1;
    }

    /// Cycles from a copy's request to its arrival: the latency of the level outside.
    private static long feedLatency(Resolution schedule, int keep) {
        return schedule.accelerator().memories().get(schedule.level(keep) - 1).latencyCycles();
    }

    /// Cycles that a sub-core works on one stage: its issues, or the chain of those that add to one
    /// sum, whichever takes longer.
    private static long working(Resolution schedule, int stage, KernelQuality kernels) {
        Loops loops = schedule.loops();
        Instruction instruction = schedule.instruction();
        long chain = 1;
        long issues = 1;
        for (int at = stage; at < loops.issuePosition(); at++) {
            if (loops.isTime(at)) {
                issues = Math.multiplyExact(issues, (long) loops.extent(at));
                if (DIMS[loops.dim(at)].isReduction()) {
                    chain = Math.multiplyExact(chain, (long) loops.extent(at));
                }
            }
        }
        long issuing = instruction.busyCycles(issues);
        long reached =
                kernels.issueFraction() == 1
                        ? issuing
                        : (long) Math.ceil(issuing / kernels.issueFraction());
        return Math.max(reached, Math.multiplyExact(chain, (long) instruction.latency()));
    }

    /// Stages of shared memory that fit, at most as many as kernels keep.
    private static int stagesInFlight(Resolution schedule, int keep, TensorProcessor processor) {
        int level = schedule.level(keep);
        MemoryLevel memory = schedule.accelerator().memories().get(level);
        long bits = 0;
        for (int at = keep; at < schedule.loops().positions(); at++) {
            Operand operand = schedule.keeps(at);
            if (schedule.level(at) == level && operand != null) {
                bits += operandBits(schedule, operand, at);
            }
        }
        return (int) Math.max(1, Math.min(processor.stages(), memory.capacityBits() / bits));
    }

    /// Bits of one stage of an operand. Windows count as if their positions shared nothing.
    private static long operandBits(Resolution schedule, Operand operand, int position) {
        long elements = 1;
        for (int dim = 0; dim < DIMS.length; dim++) {
            if (Loops.indexes(dim, operand)) {
                elements = Math.multiplyExact(elements, schedule.loops().reach(dim, position));
            }
        }
        int bits =
                operand == Operand.WEIGHT
                        ? schedule.instruction().precision().weights().bits()
                        : schedule.instruction().precision().activations().bits();
        return Math.multiplyExact(elements, (long) bits);
    }

    /// Cycles in which a multiprocessor puts out a thread block, twice where blocks share a
    /// reduction: once as partial sums.
    private static long outputs(Resolution schedule, int block, KernelQuality kernels) {
        if (kernels.outputCycles() == 0) {
            return 0;
        }
        double outputs = 1;
        for (int dim = 0; dim < DIMS.length; dim++) {
            if (Loops.indexes(dim, Operand.OUTPUT)) {
                outputs *= schedule.loops().reach(dim, block);
            }
        }
        int times = split(schedule) > 1 ? 2 : 1;
        return (long) Math.ceil(times * outputs * kernels.outputCycles());
    }

    /// Over how many multiprocessors the reduction of one output is split.
    static long split(Resolution schedule) {
        Loops loops = schedule.loops();
        long split = 1;
        for (int at = 0; at < loops.positions(); at++) {
            if (loops.isSpace(at) && schedule.axis(at) == 0 && DIMS[loops.dim(at)].isReduction()) {
                split = Math.multiplyExact(split, (long) loops.extent(at));
            }
        }
        return split;
    }
}
