package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schedule on a machine: the names that it mentions, looked up once.
public final class Resolution {
    /// No axis.
    public static final int NONE = -1;

    /// Rows of the instruction's tile.
    public static final int TILE_M = -2;

    /// Columns of the instruction's tile.
    public static final int TILE_N = -3;

    /// Depth of the instruction's tile.
    public static final int TILE_K = -4;

    private final Accelerator accelerator;
    private final ComputeUnit unit;
    private final Instruction instruction;
    private final Loops loops;
    private final int[] levels;
    private final int[] axes;
    private final @Nullable Operand[] operands;
    private final int firstSpread;
    private final Dataflow dataflow;

    private Resolution(
            Accelerator accelerator, ComputeUnit unit, Instruction instruction, Loops loops) {
        this.accelerator = accelerator;
        this.unit = unit;
        this.instruction = instruction;
        this.loops = loops;
        levels = new int[loops.positions()];
        axes = new int[loops.positions()];
        operands = new Operand[loops.positions()];
        Arrays.fill(levels, -1);
        Arrays.fill(axes, NONE);
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.step(position) instanceof Keep keep) {
                operands[position] = keep.operand();
                levels[position] = level(keep.level(), accelerator.memories());
            } else if (loops.step(position) instanceof Spread spread) {
                axes[position] = axis(spread.axis(), unit);
            }
        }
        firstSpread = ArrayDataflow.firstSpread(loops, axes);
        dataflow = ArrayDataflow.of(loops, axes, firstSpread, unit);
    }

    /// Position of the first spread over the unit's axes; the if there is none.
    public int firstSpread() {
        return firstSpread;
    }

    /// What the schedule makes of a spatial array.
    public Dataflow dataflow() {
        return dataflow;
    }

    /// Looks up the names of a schedule.
    ///
    /// @throws IllegalArgumentException if the machine lacks the unit, the instruction, a level or
    ///   an axis; the message is one line that names it
    /// @throws ArithmeticException if the loops of a dimension reach beyond 64 bits
    public static Resolution of(Schedule schedule, Precision precision, Accelerator accelerator) {
        ComputeUnit unit = unit(schedule, accelerator);
        Instruction instruction = instruction(schedule, unit, precision);
        return new Resolution(accelerator, unit, instruction, new Loops(schedule));
    }

    /// The machine.
    public Accelerator accelerator() {
        return accelerator;
    }

    /// The unit that works.
    public ComputeUnit unit() {
        return unit;
    }

    /// The row that is issued.
    public Instruction instruction() {
        return instruction;
    }

    /// The schedule laid out.
    public Loops loops() {
        return loops;
    }

    /// Index of the memory level of a keep; -1 at other positions.
    public int level(int position) {
        return levels[position];
    }

    /// The operand of a keep; null at other positions.
    public @Nullable Operand keeps(int position) {
        return operands[position];
    }

    /// Index of the unit's axis of a spread; `TILE_M`, `TILE_N` or `TILE_K` for the instruction's
    /// own tile; `NONE` at other positions.
    public int axis(int position) {
        return axes[position];
    }

    /// The position at which an operand is kept in a level, or -1.
    public int keepPosition(Operand operand, int level) {
        for (int position = 0; position < levels.length; position++) {
            if (levels[position] == level && operands[position] == operand) {
                return position;
            }
        }
        return -1;
    }

    /// Whether a spread lies in the instruction's own tile.
    public boolean inTile(int position) {
        return axes[position] <= TILE_M;
    }

    private static ComputeUnit unit(Schedule schedule, Accelerator accelerator) {
        for (ComputeUnit unit : accelerator.units()) {
            if (unit.name().equals(schedule.unit())) {
                return unit;
            }
        }
        throw new IllegalArgumentException(
                "unit '"
                        + schedule.unit()
                        + "' is none of machine '"
                        + accelerator.name()
                        + "'. Maybe "
                        + accelerator.units().getFirst().name()
                        + ".");
    }

    private static Instruction instruction(
            Schedule schedule, ComputeUnit unit, Precision precision) {
        String name = schedule.instruction();
        for (Instruction row : unit.instructions()) {
            if (row.name().equals(name) && row.precision().equals(precision)) {
                return row;
            }
        }
        throw new IllegalArgumentException(
                "instruction '"
                        + name
                        + "' is none of unit '"
                        + unit.name()
                        + "' for "
                        + precision.name()
                        + ".");
    }

    private static int level(String name, List<MemoryLevel> memories) {
        for (int level = 1; level < memories.size(); level++) {
            if (memories.get(level).name().equals(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException(
                "level '"
                        + name
                        + "' is no level on chip; levels are "
                        + String.join(
                                ", ",
                                memories.subList(1, memories.size()).stream()
                                        .map(MemoryLevel::name)
                                        .toList())
                        + ".");
    }

    private static int axis(String name, ComputeUnit unit) {
        List<ParallelAxis> axes = unit.axes();
        for (int axis = 0; axis < axes.size(); axis++) {
            if (axes.get(axis).name().equals(name)) {
                return axis;
            }
        }
        return switch (name) {
            case "m" -> TILE_M;
            case "n" -> TILE_N;
            case "k" -> TILE_K;
            default ->
                    throw new IllegalArgumentException(
                            "axis '"
                                    + name
                                    + "' is none of unit '"
                                    + unit.name()
                                    + "'; axes are "
                                    + String.join(
                                            ", ", axes.stream().map(ParallelAxis::name).toList())
                                    + ", m, n, k.");
        };
    }
}
