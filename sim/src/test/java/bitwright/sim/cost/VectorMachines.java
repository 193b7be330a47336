package bitwright.sim.cost;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.IssueInterval;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.SmallMachine;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Random vector processors with registers and random schedules on them.
final class VectorMachines {
    private static final String SOURCE = "test";
    private static final List<String> SLOTS = List.of("load", "multiply", "shift");

    private final SplittableRandom random;

    VectorMachines(long seed) {
        random = new SplittableRandom(seed);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    Accelerator machine() {
        TreeMap<String, Integer> slots = new TreeMap<>();
        SLOTS.forEach(slot -> slots.put(slot, upTo(3)));
        boolean independent = random.nextBoolean();
        EnumMap<Role, SortedMap<String, Integer>> operands = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            if (random.nextBoolean()) {
                operands.put(role, work());
            }
        }
        long interval = 1000L * upTo(3) + (random.nextBoolean() ? 250 : 0);
        int latency = 4 + random.nextInt(4);
        Instruction row =
                new Instruction(
                        "mac",
                        independent ? 1 : upTo(2),
                        upTo(4),
                        upTo(3),
                        SmallMachine.PRECISION,
                        new IssueInterval(interval),
                        latency,
                        2.0,
                        new TreeMap<>(),
                        new TreeMap<>(Collections.singletonMap("multiply", 1)),
                        false,
                        new VectorForm(independent, upTo(latency), operands),
                        SOURCE);
        return machine(
                new VectorProcessor(
                        "simd",
                        upTo(3),
                        slots,
                        upTo(VectorProcessor.allSlots(slots)),
                        random.nextBoolean() ? work() : new TreeMap<>(),
                        List.of(row),
                        new PointwiseRate(4, 0.5, SOURCE),
                        SOURCE));
    }

    /// A plain machine whose sums can be added to again after so many cycles.
    static Accelerator waiting(int cycles) {
        Instruction row =
                new Instruction(
                        "mac",
                        1,
                        1,
                        1,
                        SmallMachine.PRECISION,
                        IssueInterval.cycles(1),
                        cycles,
                        1.0,
                        new TreeMap<>(Collections.singletonMap("multiply", 1)),
                        SOURCE);
        return new VectorMachines(1)
                .machine(
                        new VectorProcessor(
                                "simd",
                                1,
                                new TreeMap<>(Collections.singletonMap("multiply", 1)),
                                1,
                                new TreeMap<>(),
                                List.of(row),
                                new PointwiseRate(4, 0.5, SOURCE),
                                SOURCE));
    }

    private SortedMap<String, Integer> work() {
        TreeMap<String, Integer> work = new TreeMap<>();
        work.put(SLOTS.get(random.nextInt(SLOTS.size())), upTo(4));
        work.put(SLOTS.get(random.nextInt(SLOTS.size())), upTo(4));
        return work;
    }

    private Accelerator machine(VectorProcessor processor) {
        return new Accelerator(
                "vectors",
                1_000_000,
                List.of(
                        level("outer", List.of()),
                        level("cache", List.of()),
                        level("registers", List.of("threads"))),
                List.of(processor),
                new SoftwareProfile(upTo(9), SOURCE, SOURCE),
                SOURCE);
    }

    private MemoryLevel level(String name, List<String> perAxes) {
        int bits = random.nextInt(4) == 0 ? upTo(40) : 4096;
        return MemoryLevel.plain(
                name,
                1L << 40,
                perAxes,
                MemoryPort.forAll(bits, bits, random.nextBoolean()),
                random.nextInt(5),
                new MemoryEnergy(0.5, 0.25, 0),
                SOURCE);
    }

    /// Loops of random extents in random order, some of them in the tile or over the threads; keeps
    /// of each operand from the outside inwards at random places.
    Schedule schedule(LoopNest nest, Accelerator machine) {
        VectorProcessor processor = (VectorProcessor) machine.units().getFirst();
        Instruction row = processor.instructions().getFirst();
        TreeMap<String, Integer> free = new TreeMap<>();
        free.put("threads", processor.threads());
        free.put("m", row.m());
        free.put("n", row.n());
        free.put("k", row.k());
        List<List<Step>> queues = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            List<Step> loops = new ArrayList<>();
            int left = nest.extent(dim);
            while (left > 1) {
                int extent = random.nextInt(3) == 0 ? left : upTo(left);
                String axis = axis(dim, row);
                if (random.nextInt(3) == 0 && extent <= free.getOrDefault(axis, 0)) {
                    loops.add(new Step.Spread(dim, extent, axis));
                    free.merge(axis, extent, (places, taken) -> places / taken);
                } else {
                    loops.add(new Step.For(dim, extent));
                }
                left = Math.ceilDiv(left, extent);
            }
            Collections.reverse(loops);
            queues.add(loops);
        }
        for (Operand operand : Operand.values()) {
            List<Step> keeps = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                keeps.add(new Step.Keep(operand, "cache"));
            }
            if (keeps.isEmpty() || random.nextInt(4) > 0) {
                keeps.add(new Step.Keep(operand, "registers"));
            }
            queues.add(keeps);
        }
        List<Step> steps = new ArrayList<>();
        while (!queues.isEmpty()) {
            List<Step> queue = queues.get(random.nextInt(queues.size()));
            if (queue.isEmpty()) {
                queues.remove(queue);
            } else {
                steps.add(queue.removeFirst());
            }
        }
        steps.add(new Step.Issue("mac"));
        return new Schedule("simd", steps);
    }

    private String axis(Dim dim, Instruction row) {
        if (dim.isReduction()) {
            return "k";
        }
        if (random.nextBoolean()) {
            return "threads";
        }
        return dim == Dim.K || row.hasIndependentLanes() ? "n" : "m";
    }
}
