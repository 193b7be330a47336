package bitwright.mapper.emit;

import bitwright.sim.schedule.Capacities;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import java.util.Arrays;

/// The schedule's loops in C, each step in its place: a loop for every `for` and `spread` of more
/// than one trip, a comment for every `keep` that tells the tile that resides there from here
/// inwards.
///
/// A loop's variable is where its tile begins; a loop whose last trip would reach beyond the layer
/// stops there.
final class LoopsC {
    private static final Dim[] DIMS = Dim.values();

    private final LayerKernel kernel;
    private final LoopNest nest;
    private final Loops loops;
    private final RegisterC register;
    private final WeightsC weights;
    private final String[] variable = new String[DIMS.length];
    private final int[] count = new int[DIMS.length];

    LoopsC(LayerKernel kernel, RegisterC register, WeightsC weights) {
        this.kernel = kernel;
        this.register = register;
        this.weights = weights;
        nest = kernel.nest();
        loops = new Loops(kernel.schedule());
        Arrays.fill(variable, "0");
    }

    /// Writes all steps.
    void write(Source source) {
        int from = lastOutputLoop() + 1;
        int opened = 0;
        for (int position = 0; position < loops.positions(); position++) {
            if (position == from) {
                source.line("const int64_t at = " + output() + ";")
                        .line(register.type() + " sum = sums[at];");
            }
            opened += step(source, position) ? 1 : 0;
            if (position + 1 == loops.positions()) {
                multiplyAdd(source);
            }
        }
        int outside = loopsBefore(from);
        for (int closed = opened; closed > outside; closed--) {
            source.close();
        }
        source.line("sums[at] = sum;");
        for (int closed = outside; closed > 0; closed--) {
            source.close();
        }
    }

    private int loopsBefore(int from) {
        int before = 0;
        for (int position = 0; position < from; position++) {
            before += loops.extent(position) > 1 ? 1 : 0;
        }
        return before;
    }

    /// The innermost loop that moves the output; the steps inside it add to one sum.
    private int lastOutputLoop() {
        int last = -1;
        for (int position = 0; position < loops.positions(); position++) {
            if (loops.extent(position) > 1 && !DIMS[loops.dim(position)].isReduction()) {
                last = position;
            }
        }
        return last;
    }

    /// Writes one step; whether it opened a loop.
    private boolean step(Source source, int position) {
        return switch (loops.step(position)) {
            case Step.Keep keep -> {
                long elements = loops.tileElements(keep.operand(), position, nest);
                source.comment(
                        "keep "
                                + keep.operand().label()
                                + " in "
                                + keep.level()
                                + ": up to "
                                + elements
                                + " elements, "
                                + Capacities.storageBits(
                                        keep.operand(), kernel.precision(), elements)
                                + " bits");
                yield false;
            }
            case Step.For loop -> loop(source, position, "for " + loop.dim().label());
            case Step.Spread loop ->
                    loop(
                            source,
                            position,
                            "spread " + loop.dim().label() + " over " + loop.axis() + ", at once");
            case Step.Issue issue -> {
                source.comment("issue " + issue.instruction());
                yield false;
            }
        };
    }

    private boolean loop(Source source, int position, String words) {
        if (loops.extent(position) == 1) {
            return false;
        }
        int of = loops.dim(position);
        int extent = nest.extent(DIMS[of]);
        long reach = loops.reach(of, position);
        long step = loops.reach(of, position + 1);
        String name = DIMS[of].label() + count[of]++;
        String outer = variable[of];
        boolean ragged = extent % Math.min(reach, extent) != 0;
        boolean first = outer.equals("0");
        String inside = name + " < " + (first ? Math.min(reach, extent) : outer + " + " + reach);
        if (reach >= extent) {
            inside = name + " < " + extent;
        } else if (ragged && !first) {
            inside += " && " + name + " < " + extent;
        }
        source.open(
                "for (int64_t "
                        + name
                        + " = "
                        + outer
                        + "; "
                        + inside
                        + "; "
                        + name
                        + " += "
                        + step
                        + ") /* "
                        + Source.plain(words)
                        + (extent % Math.min(step, extent) != 0 ? ", the last tile short" : "")
                        + " */");
        variable[of] = name;
        return true;
    }

    private void multiplyAdd(Source source) {
        LoopNest.Window window = nest.window();
        String y =
                new Affine()
                        .add(of(Dim.OY), window.strideY())
                        .add(of(Dim.FY), window.dilationY())
                        .add(-window.padTop())
                        .toString();
        String x =
                new Affine()
                        .add(of(Dim.OX), window.strideX())
                        .add(of(Dim.FX), window.dilationX())
                        .add(-window.padLeft())
                        .toString();
        String inside = within(source, "iy", y, lastRow(), window.padTop(), nest.inputHeight());
        String insideX = within(source, "ix", x, lastColumn(), window.padLeft(), nest.inputWidth());
        String guard =
                inside.isEmpty() || insideX.isEmpty()
                        ? inside + insideX
                        : inside + " && " + insideX;
        source.open(guard.isEmpty() ? "" : "if (" + guard + ") /* beyond it is padding, zero */");
        long plane = (long) nest.inputHeight() * nest.inputWidth();
        Affine input =
                new Affine()
                        .add(of(Dim.B), plane * nest.groups() * nest.inputChannels())
                        .add(of(Dim.G), plane * nest.inputChannels())
                        .add(of(Dim.C), plane)
                        .add("iy", nest.inputWidth())
                        .add("ix", 1);
        long taps = (long) nest.filterHeight() * nest.filterWidth();
        Affine weight =
                new Affine()
                        .add(of(Dim.G), taps * nest.inputChannels() * nest.outputChannels())
                        .add(of(Dim.K), taps * nest.inputChannels())
                        .add(of(Dim.C), taps)
                        .add(of(Dim.FY), nest.filterWidth())
                        .add(of(Dim.FX), 1);
        weights.multiplyAdd(source, "input[" + input + "]", "weights[" + weight + "]");
        source.close();
    }

    private long lastRow() {
        LoopNest.Window window = nest.window();
        return (nest.outputHeight() - 1L) * window.strideY()
                + (nest.filterHeight() - 1L) * window.dilationY()
                - window.padTop();
    }

    private long lastColumn() {
        LoopNest.Window window = nest.window();
        return (nest.outputWidth() - 1L) * window.strideX()
                + (nest.filterWidth() - 1L) * window.dilationX()
                - window.padLeft();
    }

    /// Declares an index of the input; the condition under which it lies inside, empty if always.
    private static String within(
            Source source, String name, String index, long last, int pad, int size) {
        source.line("const int64_t " + name + " = " + index + ";");
        String low = pad > 0 ? name + " >= 0" : "";
        String high = last >= size ? name + " < " + size : "";
        return low.isEmpty() || high.isEmpty() ? low + high : low + " && " + high;
    }

    private String output() {
        long positions = (long) nest.outputHeight() * nest.outputWidth();
        return new Affine()
                .add(of(Dim.B), positions * nest.groups() * nest.outputChannels())
                .add(of(Dim.G), positions * nest.outputChannels())
                .add(of(Dim.K), positions)
                .add(of(Dim.OY), nest.outputWidth())
                .add(of(Dim.OX), 1)
                .toString();
    }

    private String of(Dim dim) {
        return variable[dim.ordinal()];
    }
}
