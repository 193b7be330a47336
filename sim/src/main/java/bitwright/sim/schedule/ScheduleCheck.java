package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether a schedule is legal for a layer, a precision and a machine.
public final class ScheduleCheck {
    private static final Map<String, Set<Dim>> TILE_AXES =
            Map.of(
                    "m", EnumSet.of(Dim.B, Dim.OY, Dim.OX),
                    "n", EnumSet.of(Dim.K),
                    "k", EnumSet.of(Dim.C, Dim.FY, Dim.FX));

    private ScheduleCheck() {}

    /// What is wrong, a line each; empty if the schedule is legal.
    public static List<String> problems(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator accelerator) {
        List<String> problems = new ArrayList<>();
        Optional<ComputeUnit> unit =
                accelerator.units().stream()
                        .filter(candidate -> candidate.name().equals(schedule.unit()))
                        .findFirst();
        if (unit.isEmpty()) {
            return List.of(
                    "unit '"
                            + schedule.unit()
                            + "' is none of machine '"
                            + accelerator.name()
                            + "'.");
        }
        Optional<Instruction> instruction =
                unit.get().instructionsFor(precision).stream()
                        .filter(row -> row.name().equals(schedule.instruction()))
                        .findFirst();
        if (instruction.isEmpty()) {
            return List.of(
                    "instruction '"
                            + schedule.instruction()
                            + "' is none of unit '"
                            + schedule.unit()
                            + "' for "
                            + precision.name()
                            + ".");
        }
        Loops loops;
        try {
            loops = new Loops(schedule);
        } catch (ArithmeticException beyond) {
            return List.of(
                    "the loops of one dimension reach beyond 64 bits. Take smaller extents.");
        }
        coverage(loops, nest, problems);
        axes(loops, unit.get(), instruction.get(), problems);
        dataflow(loops, unit.get(), problems);
        residences(loops, accelerator, problems);
        if (problems.isEmpty()) {
            capacities(loops, nest, precision, accelerator, problems);
        }
        return problems;
    }

    /// Every dimension is covered, and its outermost loop makes no trip in vain.
    private static void coverage(Loops loops, LoopNest nest, List<String> problems) {
        for (Dim dim : Dim.values()) {
            long reach = loops.reach(dim, 0);
            if (reach < nest.extent(dim)) {
                problems.add(
                        "dimension "
                                + dim.label()
                                + " has extent "
                                + nest.extent(dim)
                                + " but its loops reach only "
                                + reach
                                + ".");
                continue;
            }
            for (int position = 0; position < loops.positions(); position++) {
                if (Schedule.dimOf(loops.step(position)) == dim
                        && Schedule.extentOf(loops.step(position)) > 1) {
                    long needed = Math.ceilDiv(nest.extent(dim), loops.reach(dim, position + 1));
                    int extent = Schedule.extentOf(loops.step(position));
                    if (extent > needed) {
                        problems.add(
                                "step '"
                                        + loops.step(position)
                                        + "' makes "
                                        + extent
                                        + " trips where "
                                        + needed
                                        + " cover the layer.");
                    }
                    break;
                }
            }
        }
    }

    /// Spreads stay within their axes and name dimensions that may lie there.
    private static void axes(
            Loops loops, ComputeUnit unit, Instruction instruction, List<String> problems) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (ParallelAxis axis : unit.axes()) {
            sizes.put(axis.name(), (long) axis.size());
        }
        sizes.put("m", (long) instruction.m());
        sizes.put("n", (long) instruction.n());
        sizes.put("k", (long) instruction.k());
        Map<String, Long> used = new LinkedHashMap<>();
        for (int position = 0; position < loops.positions(); position++) {
            if (!(loops.step(position) instanceof Spread spread)) {
                continue;
            }
            if (!sizes.containsKey(spread.axis())) {
                problems.add(
                        "axis '"
                                + spread.axis()
                                + "' is none of unit '"
                                + unit.name()
                                + "'; axes are "
                                + String.join(", ", sizes.keySet())
                                + ".");
                continue;
            }
            Set<Dim> allowed = allowedDims(spread.axis(), instruction);
            if (!allowed.contains(spread.dim())) {
                problems.add(
                        "dimension "
                                + spread.dim().label()
                                + " may not be spread over '"
                                + spread.axis()
                                + "'.");
            }
            used.merge(spread.axis(), (long) spread.extent(), Math::multiplyExact);
        }
        idleLanes(loops, sizes, used, problems);
        used.forEach((axis, extent) -> {
            if (extent > sizes.getOrDefault(axis, 0L)) {
                problems.add(
                        "spreads over '"
                                + axis
                                + "' need "
                                + extent
                                + " places where there are "
                                + sizes.get(axis)
                                + ".");
            }
        });
    }

    /// What stays in a spatial array is what the array can hold.
    private static void dataflow(Loops loops, ComputeUnit unit, List<String> problems) {
        if (unit instanceof SpatialArray array
                && !array.dataflows().contains(ArrayDataflow.of(loops))) {
            problems.add(
                    "the loops inside the array make it "
                            + label(ArrayDataflow.of(loops))
                            + "; unit '"
                            + array.name()
                            + "' permits "
                            + String.join(
                                    ", ",
                                    array.dataflows().stream().map(ScheduleCheck::label).toList())
                            + ".");
        }
    }

    private static String label(Dataflow dataflow) {
        return dataflow.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Lanes that could take more of a dimension must not leave it to a loop outside.
    private static void idleLanes(
            Loops loops, Map<String, Long> sizes, Map<String, Long> used, List<String> problems) {
        Set<Dim> outside = EnumSet.noneOf(Dim.class);
        for (int position = 0; position < loops.positions(); position++) {
            Dim dim = Schedule.dimOf(loops.step(position));
            if (loops.step(position) instanceof Spread spread
                    && isLane(spread.axis())
                    && outside.contains(spread.dim())) {
                long others = used.getOrDefault(spread.axis(), 1L) / spread.extent();
                if (others * (spread.extent() + 1) <= sizes.getOrDefault(spread.axis(), 0L)) {
                    problems.add(
                            "step '"
                                    + spread
                                    + "' leaves lanes idle that a loop outside could fill.");
                }
            }
            if (dim != null && Schedule.extentOf(loops.step(position)) > 1) {
                outside.add(dim);
            }
        }
    }

    private static boolean isLane(String axis) {
        return TILE_AXES.containsKey(axis) || axis.equals("rows") || axis.equals("columns");
    }

    private static Set<Dim> allowedDims(String axis, Instruction instruction) {
        if (TILE_AXES.containsKey(axis)) {
            Set<Dim> allowed = EnumSet.copyOf(TILE_AXES.getOrDefault(axis, Set.of()));
            if (axis.equals("n") && instruction.m() == 1 && instruction.k() == 1) {
                allowed.addAll(EnumSet.of(Dim.B, Dim.OY, Dim.OX, Dim.G));
            }
            return allowed;
        }
        return axis.equals("rows") || axis.equals("columns")
                ? EnumSet.allOf(Dim.class)
                : EnumSet.of(Dim.B, Dim.G, Dim.K, Dim.OY, Dim.OX);
    }

    /// Operands are kept at known levels, from the outside inwards, each level once; lanes lie
    /// inside all keeps.
    private static void residences(Loops loops, Accelerator accelerator, List<String> problems) {
        List<String> levels = accelerator.memories().stream().map(MemoryLevel::name).toList();
        Map<Operand, Integer> reached = new LinkedHashMap<>();
        boolean inLanes = false;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.isIssue(position) && reached.size() < 3) {
                problems.add("not all operands are kept on chip; keep input, weight and output.");
            }
            if (loops.step(position) instanceof Spread spread) {
                inLanes |=
                        TILE_AXES.containsKey(spread.axis())
                                || spread.axis().equals("rows")
                                || spread.axis().equals("columns");
                if (levels.size() > 1 && reached.size() < 3) {
                    problems.add(
                            "step '"
                                    + spread
                                    + "' lies outside the first level on chip; keep all operands on chip first.");
                }
            }
            if (loops.step(position) instanceof Keep keep) {
                int level = levels.indexOf(keep.level());
                if (level < 1) {
                    problems.add(
                            "level '"
                                    + keep.level()
                                    + "' is no level on chip; levels are "
                                    + String.join(", ", levels.subList(1, levels.size()))
                                    + ".");
                } else if (level <= reached.getOrDefault(keep.operand(), 0)) {
                    problems.add(
                            keep.operand().label()
                                    + " is kept in '"
                                    + keep.level()
                                    + "' after it was kept there or further inside.");
                } else {
                    reached.put(keep.operand(), level);
                    instances(loops, position, keep, accelerator.memories().get(level), problems);
                }
                if (inLanes) {
                    problems.add(
                            keep.operand().label()
                                    + " is kept in '"
                                    + keep.level()
                                    + "' inside the unit's own lanes.");
                }
            }
        }
    }

    /// Spreads outside a keep need a copy of the level each.
    private static void instances(
            Loops loops, int position, Keep keep, MemoryLevel memory, List<String> problems) {
        long copies = 1;
        for (int outside = 0; outside < position; outside++) {
            if (loops.isSpace(outside)) {
                copies = Math.multiplyExact(copies, Schedule.extentOf(loops.step(outside)));
            }
        }
        if (copies > memory.instances()) {
            problems.add(
                    keep.operand().label()
                            + " is kept in "
                            + copies
                            + " copies of '"
                            + keep.level()
                            + "' where there are "
                            + memory.instances()
                            + ".");
        }
    }

    /// The tiles that reside together fit, twice where they are exchanged while the unit works.
    private static void capacities(
            Loops loops,
            LoopNest nest,
            Precision precision,
            Accelerator accelerator,
            List<String> problems) {
        for (MemoryLevel memory :
                accelerator.memories().subList(1, accelerator.memories().size())) {
            long bits = residentBits(loops, nest, precision, memory.name());
            if (bits > memory.capacityBits()) {
                problems.add(
                        "level '"
                                + memory.name()
                                + "' needs "
                                + bits
                                + " bits but has "
                                + memory.capacityBits()
                                + ".");
            }
        }
    }

    /// Bits that one instance of a level holds at once.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public static long residentBits(Loops loops, LoopNest nest, Precision precision, String level) {
        long bits = 0;
        for (Operand operand : Operand.values()) {
            int position = loops.keepPosition(operand, level);
            if (position < 0) {
                continue;
            }
            int width =
                    switch (operand) {
                        case INPUT -> precision.activations().bits();
                        case WEIGHT -> precision.weights().bits();
                        case OUTPUT -> precision.accumulator().bits();
                    };
            long copies = loops.innermostIndexing(operand, position) >= 0 ? 2 : 1;
            bits =
                    Math.addExact(
                            bits,
                            Math.multiplyExact(
                                    Math.multiplyExact(
                                            loops.tileElements(operand, position, nest),
                                            (long) width),
                                    copies));
        }
        return bits;
    }
}
