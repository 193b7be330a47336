package bitwright.arch.reader;

import bitwright.arch.component.Technology;
import bitwright.arch.format.Accumulator;
import bitwright.arch.format.Codebook;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Accounting;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.DefinedFormat;
import bitwright.arch.machine.Filling;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.KernelTile;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Seeded machines, each legal, with awkward texts and numbers.
final class GeneratedMachines {
    private static final List<String> TEXTS =
            List.of(
                    "derived: a: b",
                    "assumption: # no comment",
                    "  spaces around ",
                    "two\nlines\n",
                    "\ttab",
                    "quotes \" and ' and \\",
                    "null",
                    "~",
                    "1e3",
                    "- dash",
                    "{brace",
                    "&anchor *alias !tag %directive @at `tick",
                    "µ Ω 한 😀",
                    "x".repeat(300) + " " + "y".repeat(300));

    private static final List<Dataflow> DATAFLOWS = List.copyOf(EnumSet.allOf(Dataflow.class));

    private final SplittableRandom random;
    private final List<DefinedFormat> formats = new ArrayList<>();

    private GeneratedMachines(SplittableRandom random) {
        this.random = random;
        for (int i = random.nextInt(3); i > 0; i--) {
            double[] values =
                    random.doubles(random.nextInt(8) == 0 ? 256 : random.nextInt(2, 20))
                            .map(value -> value - 0.5)
                            .toArray();
            formats.add(new DefinedFormat(new Codebook("format." + i, values), text()));
        }
    }

    static Accelerator next(SplittableRandom random) {
        return new GeneratedMachines(random).machine();
    }

    private Accelerator machine() {
        var units = new ArrayList<ComputeUnit>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            units.add(unit("unit" + i));
        }
        var memories = new ArrayList<MemoryLevel>();
        int levels = random.nextInt(2, 4);
        for (int i = 0; i < levels; i++) {
            memories.add(i == 0 ? outermost() : memory("level" + i, units));
        }
        return new Accelerator(
                "machine-" + random.nextInt(100),
                random.nextLong(1, Long.MAX_VALUE),
                memories,
                units,
                profiles(units),
                text(),
                random.nextBoolean()
                        ? null
                        : new Technology(
                                random.nextDouble(7, 130), random.nextInt(40, 141) / 100.0),
                formats,
                new Accounting(random.nextBoolean(), random.nextBoolean(), random.nextBoolean()));
    }

    private MemoryLevel outermost() {
        return MemoryLevel.plain(
                "level0", 1L << 40, List.of(), port(Role.ALL), 7, energy(), text());
    }

    private MemoryLevel memory(String name, List<ComputeUnit> units) {
        List<MemoryPort> ports = new ArrayList<>();
        if (random.nextBoolean()) {
            ports.add(port(Role.ALL));
        } else {
            ports.add(port(EnumSet.of(Role.INPUT, Role.OUTPUT)));
            ports.add(port(EnumSet.of(Role.WEIGHT)));
        }
        List<String> perAxes = new ArrayList<>();
        for (ParallelAxis axis : units.getFirst().axes()) {
            if (axis.size() < 1 << 10 && random.nextBoolean()) {
                perAxes.add(axis.name());
            }
        }
        return new MemoryLevel(
                name,
                (1L << 30) + random.nextLong(1L << 30),
                Role.ALL,
                perAxes,
                ports,
                random.nextInt(0, Integer.MAX_VALUE),
                1 + random.nextLong(1L << 12),
                new Filling(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean()),
                energy(),
                random.nextBoolean() ? null : (Double) amount(),
                text());
    }

    private MemoryPort port(Set<Role> serves) {
        boolean shared = random.nextBoolean();
        long read =
                random.nextInt(4) == 0
                        ? MemoryPort.UNLIMITED
                        : random.nextLong(1, 1L << random.nextInt(1, 30));
        return new MemoryPort(serves, read, shared ? read : random.nextLong(1, 1L << 30), shared);
    }

    private MemoryEnergy energy() {
        return new MemoryEnergy(amount(), amount(), amount());
    }

    private ComputeUnit unit(String name) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                boolean skewed = random.nextBoolean();
                yield new SpatialArray(
                        name,
                        random.nextInt(1, 300),
                        random.nextInt(1, Integer.MAX_VALUE),
                        EnumSet.of(dataflow(skewed), dataflow(skewed)),
                        new ArrayTiming(
                                skewed,
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean()),
                        table(1, new TreeMap<>()),
                        rate(),
                        random.nextBoolean()
                                ? null
                                : new ArrayArea(
                                        parts(1), random.nextBoolean() ? parts(1) : parts(0)),
                        text());
            }
            case 1 -> {
                var slots = new TreeMap<String, Integer>();
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    slots.put(List.of("load", "no", "shift", "a b: c", "1").get(i), i);
                }
                yield new VectorProcessor(
                        name,
                        random.nextInt(1, 9),
                        slots,
                        random.nextInt(1, VectorProcessor.allSlots(slots) + 1),
                        random.nextBoolean() ? new TreeMap<>() : work(slots),
                        table(64, slots),
                        rate(),
                        text());
            }
            default ->
                    new TensorProcessor(
                            name,
                            random.nextInt(9, 200),
                            random.nextInt(1, 9),
                            random.nextInt(1, 9),
                            random.nextInt(1, 9),
                            tiles(),
                            List.of(1, random.nextInt(1, 1 << 16)),
                            table(64, new TreeMap<>()),
                            rate(),
                            text());
        };
    }

    private List<KernelTile> tiles() {
        var tiles = new ArrayList<KernelTile>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            tiles.add(
                    new KernelTile(
                            random.nextInt(1, 1 << 16),
                            random.nextInt(1, 1 << 16),
                            random.nextInt(1, 1 << 16)));
        }
        return tiles;
    }

    /// Only machines with units that have them get constants of thread blocks and of issues.
    private List<SoftwareProfile> profiles(List<ComputeUnit> units) {
        boolean blocks = units.stream().anyMatch(TensorProcessor.class::isInstance);
        boolean issues = blocks || units.stream().anyMatch(VectorProcessor.class::isInstance);
        var profiles = new ArrayList<SoftwareProfile>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            profiles.add(
                    new SoftwareProfile(
                            "profile-" + i,
                            random.nextLong(0, (1L << 40) + 1),
                            amount(),
                            new KernelQuality(
                                    issues ? random.nextInt(1, 101) / 100.0 : 1,
                                    random.nextInt(1, 101) / 100.0,
                                    blocks ? random.nextLong(0, (1L << 40) + 1) : 0,
                                    blocks ? random.nextLong(0, (1L << 40) + 1) : 0,
                                    blocks ? random.nextDouble(1 << 20) : 0,
                                    random.nextInt(0, 65),
                                    blocks && random.nextBoolean()),
                            text(),
                            text()));
        }
        return profiles;
    }

    private List<Instruction> table(int largest, SortedMap<String, Integer> slots) {
        var table = new ArrayList<Instruction>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            long interval = interval();
            var uses = new TreeMap<String, Integer>();
            if (!slots.isEmpty()) {
                uses.put(
                        slots.lastKey(),
                        random.nextInt(1, slots.getOrDefault(slots.lastKey(), 1) + 1));
            }
            SortedMap<String, Double> parts = random.nextBoolean() ? parts(1) : parts(0);
            int rows = random.nextInt(1, largest + 1);
            int latency = Math.toIntExact(Math.ceilDiv(interval, 1000L)) + random.nextInt(100);
            table.add(
                    new Instruction(
                            "row." + i,
                            rows,
                            random.nextInt(1, largest + 1),
                            random.nextInt(1, 65),
                            new Precision(
                                    format(), format(), new Accumulator(random.nextInt(40, 65))),
                            new IssueInterval(interval),
                            latency,
                            parts.isEmpty()
                                    ? amount()
                                    : parts.values().stream().reduce(0.0, Double::sum),
                            parts,
                            uses,
                            random.nextBoolean(),
                            slots.isEmpty() ? null : form(rows, latency, slots),
                            text()));
        }
        return table;
    }

    private VectorForm form(int rows, int latency, SortedMap<String, Integer> slots) {
        var operands = new EnumMap<Role, SortedMap<String, Integer>>(Role.class);
        for (Role role : Role.values()) {
            if (random.nextBoolean()) {
                operands.put(role, work(slots));
            }
        }
        return new VectorForm(
                rows == 1 && random.nextBoolean(), random.nextInt(1, latency + 1), operands);
    }

    /// Any number of some of the slots.
    private SortedMap<String, Integer> work(SortedMap<String, Integer> slots) {
        var work = new TreeMap<String, Integer>();
        work.put(slots.firstKey(), random.nextInt(1, 9));
        if (random.nextBoolean()) {
            work.put(slots.lastKey(), random.nextInt(1, 9));
        }
        return work;
    }

    /// Thousandths: whole cycles, any decimal, or the greatest there is.
    private long interval() {
        return switch (random.nextInt(4)) {
            case 0 -> 1000 * random.nextLong(1, 100);
            case 1 -> 1000 * (Integer.MAX_VALUE - 100L);
            default -> random.nextLong(1000, 100_000);
        };
    }

    /// Amounts by name; none where `least` is 0.
    private SortedMap<String, Double> parts(int least) {
        var parts = new TreeMap<String, Double>();
        for (int i = least == 0 ? 0 : random.nextInt(1, 6); i > 0; i--) {
            parts.put(List.of("adder", "no", "a b: c", "1", "µ").get(i - 1), amount());
        }
        return parts;
    }

    private Dataflow dataflow(boolean skewed) {
        Dataflow any = DATAFLOWS.get(random.nextInt(DATAFLOWS.size()));
        return skewed && any == Dataflow.ROW_STATIONARY ? Dataflow.WEIGHT_STATIONARY : any;
    }

    private NumberFormat format() {
        if (!formats.isEmpty() && random.nextInt(4) == 0) {
            return formats.get(random.nextInt(formats.size())).codebook();
        }
        List<String> names = NumberFormat.builtInNames();
        return NumberFormat.parse(names.get(random.nextInt(names.size())));
    }

    private PointwiseRate rate() {
        return new PointwiseRate(
                random.nextDouble(1e-9, 1e9), amount(), random.nextBoolean(), text());
    }

    private double amount() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1, 100);
            case 2 -> Math.scalb(random.nextDouble(), random.nextInt(-300, 300));
            default -> random.nextDouble();
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
