package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Seeded arrays that are not skewed, with memories in elements, rows and columns.
final class BusMachines {
    private static final List<String> SHARED = List.of();
    private static final List<String> ROWS = List.of("rows");
    private static final List<String> ELEMENTS = List.of("rows", "columns");

    private final SplittableRandom random;

    private BusMachines(SplittableRandom random) {
        this.random = random;
    }

    /// One of five organisations, of random sizes, buffers and ports.
    static Accelerator next(SplittableRandom random, Precision precision) {
        return new BusMachines(random).machine(precision);
    }

    private Accelerator machine(Precision precision) {
        Set<Role> notOutputs = EnumSet.of(Role.INPUT, Role.WEIGHT);
        Set<Role> notWeights = EnumSet.of(Role.INPUT, Role.OUTPUT);
        MemoryLevel dram =
                MemoryLevel.plain(
                        "dram",
                        1L << 40,
                        SHARED,
                        MemoryPort.forAll(64, 64, random.nextBoolean()),
                        random.nextInt(20),
                        new MemoryEnergy(8, 8, 0),
                        "assumption: a test");
        List<MemoryLevel> memories =
                switch (random.nextInt(6)) {
                    // Adder trees: weights in registers, sums in a shared accumulator.
                    case 0 ->
                            List.of(
                                    dram,
                                    level("buffer", 1 << 17, notOutputs, SHARED),
                                    level("sums", 1 << 15, EnumSet.of(Role.OUTPUT), SHARED),
                                    level("weights", 64, EnumSet.of(Role.WEIGHT), ELEMENTS));
                    // A scratchpad for each operand in every element.
                    case 1 ->
                            List.of(
                                    dram,
                                    level("buffer", 1 << 18, notWeights, SHARED),
                                    level("inputs", 256, EnumSet.of(Role.INPUT), ELEMENTS),
                                    level("filters", 1024, EnumSet.of(Role.WEIGHT), ELEMENTS),
                                    level("sums", 2048, EnumSet.of(Role.OUTPUT), ELEMENTS));
                    // Buffers in every row, registers in every element.
                    case 2 ->
                            List.of(
                                    dram,
                                    level("buffer", 1 << 18, Role.ALL, SHARED),
                                    level("inputs", 2048, notOutputs, ROWS),
                                    level("sums", 4096, EnumSet.of(Role.OUTPUT), ROWS),
                                    level("weights", 64, EnumSet.of(Role.WEIGHT), ELEMENTS));
                    // Nothing but one memory in every element.
                    case 3 -> List.of(dram, level("scratchpad", 1 << 13, Role.ALL, ELEMENTS));
                    // Two memories in every element, one inside the other.
                    case 4 ->
                            List.of(
                                    dram,
                                    level("buffer", 1 << 18, Role.ALL, SHARED),
                                    level("scratchpad", 1 << 12, Role.ALL, ELEMENTS),
                                    level("registers", 256, notOutputs, ELEMENTS));
                    default -> List.of(dram, level("buffer", 1 << 16, Role.ALL, SHARED));
                };
        int depth = random.nextInt(3) == 0 ? 4 : 1;
        return new Accelerator(
                "buses",
                1_000_000_000L,
                memories,
                List.of(
                        new SpatialArray(
                                "array",
                                1 + random.nextInt(8),
                                1 + random.nextInt(8),
                                dataflows(),
                                ArrayTiming.BROADCAST,
                                List.of(
                                        new Instruction(
                                                "mac",
                                                1,
                                                1,
                                                depth,
                                                precision,
                                                1,
                                                1 + random.nextInt(7),
                                                0.5,
                                                "assumption: a test")),
                                new PointwiseRate(8, 0.1, "assumption: a test"),
                                "assumption: a test")),
                new SoftwareProfile(0, "assumption: none", "assumption: a test"),
                "assumption: a test");
    }

    private Set<Dataflow> dataflows() {
        List<Dataflow> all = List.copyOf(EnumSet.allOf(Dataflow.class));
        return random.nextInt(3) == 0
                ? EnumSet.of(Dataflow.ROW_STATIONARY)
                : EnumSet.of(
                        all.get(random.nextInt(all.size())), all.get(random.nextInt(all.size())));
    }

    private MemoryLevel level(String name, long bits, Set<Role> holds, List<String> perAxes) {
        long width = 8L << random.nextInt(6);
        return new MemoryLevel(
                name,
                bits << random.nextInt(3),
                holds,
                perAxes,
                List.of(new MemoryPort(holds, width, width, random.nextBoolean())),
                random.nextInt(4),
                random.nextInt(3) == 0 ? 64 : 1,
                new Filling(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), true),
                new MemoryEnergy(0.1, 0.1, 0),
                "assumption: a test");
    }
}
