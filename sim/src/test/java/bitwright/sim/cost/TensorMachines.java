package bitwright.sim.cost;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.KernelTile;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.TensorProcessor;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random small tensor processors and random schedules on them, as thread blocks in waves.
final class TensorMachines {
    static final Precision PRECISION = Precision.parse("w8a8");
    static final String SOURCE = "assumption: a test";
    static final Instruction ROW = new Instruction("mma", 2, 2, 2, PRECISION, 3, 9, 1.0, SOURCE);

    private static final Dim[] DIMS = Dim.values();

    private final SplittableRandom random;

    TensorMachines(long seed) {
        random = new SplittableRandom(seed);
    }

    /// What a machine is made of.
    ///
    /// @param widths bits a cycle of the four levels, outermost first
    record Parts(
            int multiprocessors,
            int subcores,
            int cluster,
            int stages,
            List<Long> widths,
            KernelQuality kernels,
            long overhead) {
        Accelerator machine() {
            return new Accelerator(
                    "small",
                    1_000_000,
                    List.of(
                            level("dram", 1L << 40, List.of(), widths.get(0), 50),
                            level("cache", 1 << 24, List.of(), widths.get(1), 20),
                            level("shared", 1 << 16, MULTIPROCESSORS, widths.get(2), 5),
                            level("registers", 1 << 18, MULTIPROCESSORS, widths.get(3), 1)),
                    List.of(
                            new TensorProcessor(
                                    "tensor",
                                    multiprocessors,
                                    subcores,
                                    cluster,
                                    stages,
                                    List.of(new KernelTile(4, 4, 32)),
                                    List.of(1),
                                    List.of(ROW),
                                    new PointwiseRate(4, 1, SOURCE),
                                    SOURCE)),
                    new SoftwareProfile("test", overhead, 0, kernels, SOURCE, SOURCE),
                    SOURCE);
        }

        Parts withWidth(int level, long width) {
            List<Long> others = new ArrayList<>(widths);
            others.set(level, width);
            return new Parts(multiprocessors, subcores, cluster, stages, others, kernels, overhead);
        }

        Parts with(KernelQuality other) {
            return new Parts(multiprocessors, subcores, cluster, stages, widths, other, overhead);
        }

        Parts withStages(int more) {
            return new Parts(multiprocessors, subcores, cluster, more, widths, kernels, overhead);
        }

        Parts withCluster(int more) {
            return new Parts(multiprocessors, subcores, more, stages, widths, kernels, overhead);
        }
    }

    private static final List<String> MULTIPROCESSORS = List.of("multiprocessors");

    static MemoryLevel level(String name, long bits, List<String> axes, long width, int latency) {
        return MemoryLevel.plain(
                name,
                bits,
                axes,
                MemoryPort.forAll(width, width, true),
                latency,
                new MemoryEnergy(1, 1, 0),
                SOURCE);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    Parts parts() {
        return new Parts(
                upTo(4),
                upTo(2),
                upTo(3),
                upTo(4),
                List.of((long) upTo(300), (long) upTo(900), (long) upTo(900), 4096L),
                new KernelQuality(
                        upTo(10) / 10.0,
                        upTo(10) / 10.0,
                        upTo(40),
                        upTo(9),
                        upTo(5) / 4.0,
                        0,
                        random.nextBoolean()),
                upTo(100));
    }

    LoopNest nest() {
        int filter = upTo(3);
        int height = upTo(6);
        int width = upTo(6);
        LoopNest.Window window = new LoopNest.Window(1, 1, 1, 1, 0, 0);
        return new LoopNest(
                upTo(3),
                upTo(2),
                upTo(20),
                upTo(20),
                height,
                width,
                filter,
                filter,
                window,
                height + filter - 1,
                width + filter - 1);
    }

    /// A random schedule, mostly legal: an issue, blocks of it, a stage, a thread block, a wave.
    Schedule schedule(LoopNest nest, Parts parts) {
        long[] reach = new long[DIMS.length];
        java.util.Arrays.fill(reach, 1);
        List<Step> inwards = new ArrayList<>();
        inwards.add(new Step.Issue("mma"));
        spread(inwards, nest, reach, Dim.C, 2, "k");
        spread(inwards, nest, reach, Dim.K, 2, "n");
        spread(inwards, nest, reach, Dim.OX, 2, "m");
        loops(inwards, nest, reach, 3, DIMS);
        spread(
                inwards,
                nest,
                reach,
                random.nextBoolean() ? Dim.K : Dim.OY,
                parts.subcores(),
                "subcores");
        keeps(inwards, "registers");
        loops(inwards, nest, reach, 3, DIMS);
        keeps(inwards, "shared");
        loops(inwards, nest, reach, 4, new Dim[] {Dim.C, Dim.FX, Dim.FY});
        inwards.add(new Step.Keep(Operand.OUTPUT, "registers"));
        spread(
                inwards,
                nest,
                reach,
                DIMS[random.nextInt(DIMS.length)],
                parts.multiprocessors(),
                "multiprocessors");
        if (random.nextBoolean()) {
            keeps(inwards, "cache");
        }
        loops(inwards, nest, reach, 20, DIMS);
        for (Dim dim : DIMS) {
            loop(inwards, nest, reach, dim, nest.extent(dim));
        }
        return new Schedule("tensor", inwards.reversed());
    }

    private static void keeps(List<Step> inwards, String level) {
        inwards.add(new Step.Keep(Operand.WEIGHT, level));
        inwards.add(new Step.Keep(Operand.INPUT, level));
    }

    private void loops(List<Step> inwards, LoopNest nest, long[] reach, int most, Dim[] dims) {
        for (int count = random.nextInt(4); count > 0; count--) {
            loop(inwards, nest, reach, dims[random.nextInt(dims.length)], upTo(most));
        }
    }

    private static void loop(List<Step> inwards, LoopNest nest, long[] reach, Dim dim, long trips) {
        int extent = (int) Math.min(trips, missing(nest, reach, dim));
        if (extent > 1) {
            inwards.add(new Step.For(dim, extent));
            reach[dim.ordinal()] *= extent;
        }
    }

    private static void spread(
            List<Step> inwards, LoopNest nest, long[] reach, Dim dim, int places, String axis) {
        int extent = (int) Math.min(places, missing(nest, reach, dim));
        if (extent > 1) {
            inwards.add(new Step.Spread(dim, extent, axis));
            reach[dim.ordinal()] *= extent;
        }
    }

    private static long missing(LoopNest nest, long[] reach, Dim dim) {
        return Math.ceilDiv((long) nest.extent(dim), reach[dim.ordinal()]);
    }
}
