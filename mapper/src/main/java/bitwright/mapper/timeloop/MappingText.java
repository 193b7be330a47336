package bitwright.mapper.timeloop;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A schedule as the text of a mapping, the innermost target first.
///
/// Where loops of a level do not lie as Timeloop has them, once each, those in time outside those
/// in space, they get targets of their own that keep nothing (`LEVEL_inner1`, …); Timeloop's
/// architecture must then have storage of that name, without room.
final class MappingText {
    private final Loops loops;
    private final LoopNest nest;
    private final List<MemoryLevel> memories;
    private final List<Group> groups = new ArrayList<>();

    /// A target with what is kept there and its loops by position, the outermost first.
    private record Group(
            String target, int level, Set<Operand> kept, List<Integer> time, List<Integer> space) {
        Group(String target, int level) {
            this(
                    target,
                    level,
                    EnumSet.noneOf(Operand.class),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        boolean hasLoops() {
            return !time.isEmpty() || !space.isEmpty();
        }
    }

    private MappingText(Schedule schedule, LoopNest nest, Accelerator accelerator) {
        loops = new Loops(schedule);
        this.nest = nest;
        memories = accelerator.memories();
        Group outermost = new Group(memories.getFirst().name(), 0);
        outermost.kept().addAll(EnumSet.allOf(Operand.class));
        groups.add(outermost);
        for (int position = 0; position < loops.positions(); position++) {
            switch (loops.step(position)) {
                case Step.Keep keep -> keep(position, keep);
                case Step.For _ -> add(position, null);
                case Step.Spread spread -> add(position, spread.axis());
                case Step.Issue _ -> {}
            }
        }
    }

    static String of(Schedule schedule, LoopNest nest, Accelerator accelerator) {
        return new MappingText(schedule, nest, accelerator).text(schedule);
    }

    private void keep(int position, Step.Keep keep) {
        int level = memories.stream().map(MemoryLevel::name).toList().indexOf(keep.level());
        if (level < 1) {
            throw new IllegalArgumentException(
                    "line "
                            + (position + 2)
                            + " keeps "
                            + keep.operand().label()
                            + " in '"
                            + keep.level()
                            + "', which is no level on chip of the machine.");
        }
        Group known =
                groups.stream()
                        .filter(group -> group.target().equals(keep.level()))
                        .findFirst()
                        .orElse(null);
        if (known == null) {
            known = new Group(keep.level(), level);
            // Keeps without loops between them lie in the order of their levels.
            int at = groups.size();
            while (!groups.get(at - 1).hasLoops() && groups.get(at - 1).level() > level) {
                at--;
            }
            groups.add(at, known);
        }
        for (Group inner : groups.subList(groups.indexOf(known), groups.size())) {
            if (inner.hasLoops()) {
                throw new IllegalArgumentException(
                        "line "
                                + (position + 2)
                                + " keeps "
                                + keep.operand().label()
                                + " in '"
                                + keep.level()
                                + "' inside loops of '"
                                + inner.target()
                                + "'; Timeloop keeps all tiles of a level outside its loops.");
            }
        }
        known.kept().add(keep.operand());
    }

    /// Adds a loop to the present target, or to a new one that keeps nothing.
    ///
    /// @param axis of a loop in space; null in time
    private void add(int position, @Nullable String axis) {
        if (loops.extent(position) == 1) {
            return;
        }
        Group present = groups.getLast();
        boolean own = axis != null && !axis.equals("rows") && !axis.equals("columns");
        boolean again =
                (axis == null ? present.time() : present.space())
                        .stream().anyMatch(at -> loops.dim(at) == loops.dim(position));
        boolean onAxis = present.target().startsWith(TimeloopMapping.AXIS);
        if (own && !present.target().equals(TimeloopMapping.AXIS + axis)
                || !own && onAxis
                || again
                || axis == null && !present.space().isEmpty()
                || "rows".equals(axis) && hasColumns(present)) {
            present = new Group(own ? axisTarget(axis) : inner(present.level()), present.level());
            groups.add(present);
        }
        (axis == null ? present.time() : present.space()).add(position);
    }

    /// Within a target, rows lie outside columns.
    private boolean hasColumns(Group group) {
        return group.space().stream()
                .anyMatch(at ->
                        loops.step(at) instanceof Step.Spread spread
                                && spread.axis().equals("columns"));
    }

    /// Targets are told apart by their names: an axis has one.
    private String axisTarget(@Nullable String axis) {
        String target = TimeloopMapping.AXIS + axis;
        if (groups.stream().anyMatch(group -> group.target().equals(target))) {
            throw new IllegalArgumentException(
                    "axis '"
                            + axis
                            + "' is spread over in several places; a mapping has room for one.");
        }
        return target;
    }

    private String inner(int level) {
        long before = groups.stream().filter(group -> group.level() == level).count();
        return memories.get(level).name() + "_inner" + before;
    }

    private String text(Schedule schedule) {
        StringBuilder text =
                new StringBuilder("# A mapping in Timeloop's form; the schedule that it is:\n");
        ScheduleText.print(schedule)
                .lines()
                .forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("mapping:\n");
        List<Group> all = withUnused();
        for (Group group : all.reversed()) {
            text.append("- target: ").append(group.target()).append("\n  type: datatype\n");
            names(text, "keep", group, true);
            names(text, "bypass", group, false);
        }
        for (Group group : all.reversed()) {
            if (!group.space().isEmpty()) {
                entry(text, group, "spatial", group.space());
            }
            if (!group.target().startsWith(TimeloopMapping.AXIS)) {
                entry(text, group, "temporal", group.time());
            }
        }
        return text.toString();
    }

    /// All targets, and levels in which nothing is kept outside the first level further in.
    private List<Group> withUnused() {
        List<Group> all = new ArrayList<>(groups);
        for (int level = 1; level < memories.size(); level++) {
            int unused = level;
            if (all.stream()
                    .noneMatch(group -> group.target().equals(memories.get(unused).name()))) {
                int at = 0;
                while (at < all.size() && all.get(at).level() < level) {
                    at++;
                }
                all.add(at, new Group(memories.get(level).name(), level));
            }
        }
        return all;
    }

    private static void names(StringBuilder text, String key, Group group, boolean kept) {
        List<String> names = new ArrayList<>();
        for (Operand operand : List.of(Operand.WEIGHT, Operand.INPUT, Operand.OUTPUT)) {
            if (group.kept().contains(operand) == kept) {
                names.add(TimeloopWords.dataSpace(operand));
            }
        }
        text.append("  ").append(key).append(": [").append(String.join(", ", names)).append("]\n");
    }

    private void entry(StringBuilder text, Group group, String type, List<Integer> positions) {
        List<String> factors = new ArrayList<>();
        StringBuilder permutation = new StringBuilder();
        int x = 0;
        List<Integer> innermostFirst = innermostFirst(positions);
        for (int position : innermostFirst) {
            factors.add(factor(position));
            permutation.append(letter(position));
            x +=
                    loops.step(position) instanceof Step.Spread spread
                                    && !spread.axis().equals("rows")
                            ? 1
                            : 0;
        }
        for (Dim dim : Dim.values()) {
            if (positions.stream().noneMatch(at -> loops.dim(at) == dim.ordinal())
                    && (dim != Dim.G || nest.groups() > 1)) {
                factors.add(TimeloopWords.letter(dim) + "1");
                permutation.append(TimeloopWords.letter(dim));
            }
        }
        text.append("- target: ")
                .append(group.target())
                .append("\n  type: ")
                .append(type)
                .append("\n  factors: ")
                .append(String.join(" ", factors))
                .append("\n  permutation: ")
                .append(permutation)
                .append('\n');
        if (type.equals("spatial")) {
            text.append("  split: ").append(x).append('\n');
        }
    }

    /// Loops from the inside, those on X before those on Y.
    private List<Integer> innermostFirst(List<Integer> positions) {
        List<Integer> x = new ArrayList<>();
        List<Integer> y = new ArrayList<>();
        for (int position : positions.reversed()) {
            boolean onRows =
                    loops.step(position) instanceof Step.Spread spread
                            && spread.axis().equals("rows");
            (onRows ? y : x).add(position);
        }
        x.addAll(y);
        return x;
    }

    private String letter(int position) {
        return TimeloopWords.letter(Dim.values()[loops.dim(position)]);
    }

    /// `P4`, or `P4,3` where the last trips of all loops outside leave three.
    private String factor(int position) {
        int of = loops.dim(position);
        long left = nest.extent(Dim.values()[of]);
        int trips = loops.extent(position);
        for (int at = 0; at <= position; at++) {
            if (loops.dim(at) == of) {
                long step = loops.reach(of, at + 1);
                trips = (int) Math.min(loops.extent(at), Math.ceilDiv(left, step));
                left -= (trips - 1L) * step;
            }
        }
        return letter(position)
                + loops.extent(position)
                + (trips == loops.extent(position) ? "" : "," + trips);
    }
}
