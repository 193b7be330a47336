package bitwright.mapper.exact;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Accounting;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Seeded arrays of a few processing elements whose memories take a few elements, and layers of a
/// few operations: small enough that every schedule can be looked at.
final class SmallArrays {
    private static final String SOURCE = "assumption: a test";
    private static final List<String> SHARED = List.of();
    private static final List<String> ROWS = List.of("rows");
    private static final List<String> ELEMENTS = List.of("rows", "columns");
    private static final Set<Role> OPERANDS_IN = EnumSet.of(Role.INPUT, Role.WEIGHT);
    private static final Set<Role> NOT_WEIGHTS = EnumSet.of(Role.INPUT, Role.OUTPUT);
    private static final Set<Role> INPUTS = EnumSet.of(Role.INPUT);
    private static final Set<Role> WEIGHTS = EnumSet.of(Role.WEIGHT);
    private static final Set<Role> OUTPUTS = EnumSet.of(Role.OUTPUT);

    private final SplittableRandom random;

    /// What energies are multiplied with: some machines, such as those of SCALE-Sim, have none.
    private final double energies;

    private SmallArrays(SplittableRandom random) {
        this.random = random;
        energies = random.nextInt(8) == 0 ? 0 : 1;
    }

    /// A skewed array with one or two levels on chip.
    static Accelerator skewed(SplittableRandom random, Precision precision) {
        SmallArrays draw = new SmallArrays(random);
        List<MemoryLevel> memories =
                switch (random.nextInt(4)) {
                    case 0 -> List.of(draw.outermost(), draw.level("buffer", Role.ALL, SHARED));
                    case 1 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("buffer", OPERANDS_IN, SHARED),
                                    draw.level("sums", OUTPUTS, SHARED));
                    case 2 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("inputs", INPUTS, SHARED),
                                    draw.level("weights", WEIGHTS, SHARED),
                                    draw.level("sums", OUTPUTS, SHARED));
                    default ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("outer", Role.ALL, SHARED),
                                    draw.level("inner", Role.ALL, SHARED));
                };
        ArrayTiming timing =
                new ArrayTiming(
                        true,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(4) > 0,
                        false,
                        false);
        List<Dataflow> all =
                List.of(
                        Dataflow.OUTPUT_STATIONARY,
                        Dataflow.WEIGHT_STATIONARY,
                        Dataflow.INPUT_STATIONARY);
        Set<Dataflow> dataflows = EnumSet.of(all.get(random.nextInt(3)));
        if (random.nextInt(4) == 0) {
            dataflows.add(all.get(random.nextInt(3)));
        }
        return draw.machine(precision, memories, timing, dataflows, 1);
    }

    /// An array of buses, with scratchpads or without.
    static Accelerator ofBuses(SplittableRandom random, Precision precision) {
        SmallArrays draw = new SmallArrays(random);
        List<MemoryLevel> memories =
                switch (random.nextInt(7)) {
                    case 0 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("buffer", OPERANDS_IN, SHARED),
                                    draw.level("sums", OUTPUTS, SHARED),
                                    draw.level("weights", WEIGHTS, ELEMENTS));
                    case 1 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("buffer", NOT_WEIGHTS, SHARED),
                                    draw.level("inputs", INPUTS, ELEMENTS),
                                    draw.level("filters", WEIGHTS, ELEMENTS),
                                    draw.level("sums", OUTPUTS, ELEMENTS));
                    case 2 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("buffer", Role.ALL, SHARED),
                                    draw.level("inputs", OPERANDS_IN, ROWS),
                                    draw.level("sums", OUTPUTS, ROWS));
                    case 3 ->
                            List.of(draw.outermost(), draw.level("scratchpad", Role.ALL, ELEMENTS));
                    case 4 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("buffer", Role.ALL, SHARED),
                                    draw.level("registers", OPERANDS_IN, ELEMENTS));
                    case 5 ->
                            List.of(
                                    draw.outermost(),
                                    draw.level("outer", Role.ALL, SHARED),
                                    draw.level("inner", NOT_WEIGHTS, SHARED));
                    default -> List.of(draw.outermost(), draw.level("buffer", Role.ALL, SHARED));
                };
        List<Dataflow> all = List.of(Dataflow.values());
        Set<Dataflow> dataflows = EnumSet.of(all.get(random.nextInt(all.size())));
        if (random.nextInt(4) == 0) {
            dataflows.add(all.get(random.nextInt(all.size())));
        }
        int depth = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 1;
        return draw.machine(precision, memories, ArrayTiming.BROADCAST, dataflows, depth);
    }

    private Accelerator machine(
            Precision precision,
            List<MemoryLevel> memories,
            ArrayTiming timing,
            Set<Dataflow> dataflows,
            int depth) {
        SoftwareProfile software =
                new SoftwareProfile(
                        SoftwareProfile.UNNAMED,
                        random.nextInt(3),
                        energies * random.nextInt(3),
                        quality(),
                        SOURCE,
                        SOURCE);
        SpatialArray array =
                new SpatialArray(
                        "array",
                        1 + random.nextInt(4),
                        1 + random.nextInt(4),
                        dataflows,
                        timing,
                        List.of(
                                new Instruction(
                                        "mac",
                                        1,
                                        1,
                                        depth,
                                        precision,
                                        1 + random.nextInt(2),
                                        2 + random.nextInt(3),
                                        energies * 0.5,
                                        SOURCE)),
                        new PointwiseRate(8, 0.1, SOURCE),
                        SOURCE);
        return new Accelerator(
                "small",
                1_000_000_000L,
                memories,
                List.of(array),
                List.of(software),
                SOURCE,
                null,
                List.of(),
                new Accounting(
                        random.nextInt(3) > 0, random.nextInt(3) > 0, random.nextInt(4) > 0));
    }

    /// Complete outputs are as wide as activations, or narrower or wider than sums.
    private KernelQuality quality() {
        int outputBits = random.nextInt(3) > 0 ? 0 : List.of(4, 32, 48).get(random.nextInt(3));
        return new KernelQuality(1, 1, 0, 0, 0, outputBits, false);
    }

    private MemoryLevel outermost() {
        return new MemoryLevel(
                "dram",
                1L << 40,
                Role.ALL,
                SHARED,
                ports(Role.ALL),
                random.nextInt(4),
                burst(),
                new Filling(true, false, false, random.nextInt(6) > 0),
                energy(8),
                SOURCE);
    }

    /// Room for one to some tens of elements of each operand. Sums of buses need a place: only
    /// levels with one further inside may refuse them.
    private MemoryLevel level(String name, Set<Role> holds, List<String> perAxes) {
        Filling filling =
                new Filling(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(3) == 0,
                        random.nextInt(3) > 0 || !name.equals("outer"));
        long least = 0;
        for (Role role : holds) {
            least += (role == Role.OUTPUT ? 32 : 8) * (filling.doubleBuffered() ? 2L : 1L);
        }
        return new MemoryLevel(
                name,
                least * (1 + random.nextInt(1 << random.nextInt(7))),
                holds,
                perAxes,
                ports(holds),
                random.nextInt(4),
                burst(),
                filling,
                energy(1),
                SOURCE);
    }

    private MemoryEnergy energy(double scale) {
        return new MemoryEnergy(
                energies * scale * (1 + random.nextInt(4)) / 4,
                energies * scale * (1 + random.nextInt(4)) / 4,
                energies * random.nextInt(3) / 4.0);
    }

    private long burst() {
        return random.nextInt(3) == 0 ? 32 : 1;
    }

    /// One port for all, or one for each operand.
    private List<MemoryPort> ports(Set<Role> holds) {
        List<MemoryPort> ports = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            ports.add(port(holds));
        } else {
            holds.forEach(role -> ports.add(port(EnumSet.of(role))));
        }
        return ports;
    }

    private MemoryPort port(Set<Role> serves) {
        long read = random.nextInt(8) == 0 ? MemoryPort.UNLIMITED : 4L << random.nextInt(5);
        boolean shared = random.nextBoolean();
        long write = shared ? read : 4L << random.nextInt(5);
        return new MemoryPort(serves, read, write, shared);
    }

    /// A layer of which few dimensions are longer than 1, none longer than 6.
    static LoopNest layer(SplittableRandom random) {
        int[] extents = {1, 1, 1, 1, 1, 1, 1, 1};
        int longer = 1 + random.nextInt(4);
        for (int index = 0; index < longer; index++) {
            extents[random.nextInt(extents.length)] = 1 + random.nextInt(6);
        }
        // Windows are where sliding and sharing pay.
        if (random.nextInt(3) == 0) {
            extents[5] = 2 + random.nextInt(4);
            extents[7] = 2 + random.nextInt(2);
        }
        int filterHeight = Math.min(3, extents[6]);
        int filterWidth = Math.min(3, extents[7]);
        LoopNest.Window window =
                new LoopNest.Window(
                        1 + random.nextInt(3),
                        1 + random.nextInt(3),
                        1 + random.nextInt(2),
                        1 + random.nextInt(2),
                        random.nextInt(filterHeight),
                        random.nextInt(filterWidth));
        int height =
                (extents[4] - 1) * window.strideY()
                        + (filterHeight - 1) * window.dilationY()
                        + 1
                        - 2 * window.padTop();
        int width =
                (extents[5] - 1) * window.strideX()
                        + (filterWidth - 1) * window.dilationX()
                        + 1
                        - 2 * window.padLeft();
        return new LoopNest(
                extents[0],
                extents[1],
                extents[2],
                extents[3],
                extents[4],
                extents[5],
                filterHeight,
                filterWidth,
                window,
                Math.max(1, height),
                Math.max(1, width));
    }
}
