package bitwright.sim.cost;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Accounting;
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
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.SmallMachine;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Random machines of buses with up to four levels, some of them inside the processing elements,
/// and random schedules on them.
final class LaneMachines {
    private static final String SOURCE = "test";

    private final SplittableRandom random;

    LaneMachines(long seed) {
        random = new SplittableRandom(seed);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    Accelerator machine() {
        List<MemoryLevel> memories = new ArrayList<>();
        memories.add(level("outer", Role.ALL, List.of(), random.nextBoolean() ? 1 : upTo(100)));
        memories.add(level("buffer", Role.ALL, List.of(), 1));
        for (Role role : Role.values()) {
            if (random.nextBoolean()) {
                memories.add(
                        level(
                                "pad-" + role.label(),
                                EnumSet.of(role),
                                random.nextInt(3) == 0
                                        ? List.of("rows")
                                        : List.of("rows", "columns"),
                                1));
            }
        }
        SpatialArray array =
                new SpatialArray(
                        "array",
                        upTo(5),
                        upTo(5),
                        EnumSet.allOf(Dataflow.class),
                        ArrayTiming.BROADCAST,
                        List.of(
                                new Instruction(
                                        "mac",
                                        1,
                                        1,
                                        1,
                                        SmallMachine.PRECISION,
                                        upTo(2),
                                        4,
                                        2.0,
                                        SOURCE)),
                        new PointwiseRate(4, 0.5, SOURCE),
                        SOURCE);
        return new Accelerator(
                "lanes",
                1_000_000,
                memories,
                List.of(array),
                List.of(new SoftwareProfile(upTo(9), SOURCE, SOURCE)),
                SOURCE,
                null,
                List.of(),
                random.nextBoolean() ? Accounting.COMPLETE : Accounting.TIMELOOP);
    }

    private MemoryLevel level(String name, Set<Role> holds, List<String> perAxes, long burst) {
        List<MemoryPort> ports = new ArrayList<>();
        if (holds.size() == 1 || random.nextBoolean()) {
            ports.add(port(holds));
        } else {
            ports.add(port(EnumSet.of(Role.INPUT, Role.OUTPUT)));
            ports.add(port(EnumSet.of(Role.WEIGHT)));
        }
        return new MemoryLevel(
                name,
                1L << 40,
                holds,
                perAxes,
                ports,
                random.nextInt(5),
                burst,
                new Filling(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), true),
                new MemoryEnergy(0.5, 0.25, random.nextBoolean() ? 0.125 : 0),
                SOURCE);
    }

    private MemoryPort port(Set<Role> serves) {
        long bits = random.nextInt(5) == 0 ? MemoryPort.UNLIMITED : upTo(300);
        return new MemoryPort(serves, bits, bits, random.nextBoolean());
    }

    /// Loops of random extents in random order; keeps of each operand from the outside inwards at
    /// random places.
    Schedule schedule(LoopNest nest, Accelerator machine) {
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        int[] free = {array.rows(), array.columns()};
        List<List<Step>> queues = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            List<Step> loops = new ArrayList<>();
            int left = nest.extent(dim);
            while (left > 1) {
                int extent = random.nextBoolean() ? left : upTo(left);
                int axis = random.nextInt(2);
                if (random.nextInt(3) == 0 && extent <= free[axis]) {
                    loops.add(new Step.Spread(dim, extent, axis == 0 ? "rows" : "columns"));
                    free[axis] /= extent;
                } else {
                    loops.add(new Step.For(dim, extent));
                }
                left = Math.ceilDiv(left, extent);
            }
            java.util.Collections.reverse(loops);
            queues.add(loops);
        }
        for (Operand operand : Operand.values()) {
            List<Step> keeps = new ArrayList<>();
            for (MemoryLevel level : machine.memories().subList(1, machine.memories().size())) {
                boolean holds = level.holds().contains(Role.values()[operand.ordinal()]);
                boolean last = keeps.isEmpty() && level.name().startsWith("pad");
                if (holds && (last || random.nextInt(4) > 0)) {
                    keeps.add(new Step.Keep(operand, level.name()));
                }
            }
            if (keeps.isEmpty()) {
                keeps.add(new Step.Keep(operand, "buffer"));
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
        return new Schedule("array", steps);
    }

    static String show(Accelerator machine) {
        return machine.memories() + " " + Arrays.toString(machine.units().toArray());
    }
}
