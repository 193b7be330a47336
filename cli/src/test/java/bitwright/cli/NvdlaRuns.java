package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.SpatialArray;
import bitwright.sim.cost.BoundModel;
import bitwright.sim.cost.Fusion;
import bitwright.sim.cost.PointwiseModel;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.Step;
import bitwright.workload.Contraction;
import bitwright.workload.Dim;
import bitwright.workload.Layer;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import bitwright.workload.zoo.Zoo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// ResNet-50 at 8 bits and batch 1 on machines like NVIDIA's deep learning accelerator, under the
/// order of operations of its hardware: a stripe of positions for weights that stay, stripes over
/// the filter and the channels (block and channel operations), then kernel groups. A layer is cut
/// by rows and kernels as is best; channels never are.
final class NvdlaRuns {
    private static final int BITS = 8;

    private NvdlaRuns() {}

    /// Images a second where layers run one after the other.
    static double framesPerSecond(Accelerator machine) {
        Network network = Zoo.network("resnet50_v1", 1);
        Set<String> fused = Fusion.fused(network);
        Map<LoopNest, Long> known = new HashMap<>();
        long cycles = 0;
        for (Layer layer : network.layers()) {
            cycles +=
                    switch (layer) {
                        case Contraction contraction ->
                                known.computeIfAbsent(
                                        contraction.nest(), nest -> cycles(nest, machine));
                        case Pointwise pointwise ->
                                fused.contains(pointwise.name())
                                        ? 0
                                        : pointwise(pointwise, network, machine);
                        case View view -> 0;
                    };
        }
        return (double) machine.clockHz() / cycles;
    }

    private static long pointwise(Pointwise layer, Network network, Accelerator machine) {
        long elements = layer.inputs().stream().mapToLong(network::elements).sum();
        return PointwiseModel.cost(layer, machine.units().getFirst(), machine, BITS, elements)
                .cycles();
    }

    /// Half of the buffer takes in the next layer's first tile, so that a layer costs its bound.
    private static long cycles(LoopNest nest, Accelerator machine) {
        Precision precision = machine.precision("w8a8");
        return BoundModel.cycles(best(nest, machine, precision), nest, precision, machine);
    }

    /// The best way to cut a layer.
    static Schedule best(LoopNest nest, Accelerator machine, Precision precision) {
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        List<Schedule> legal = new ArrayList<>();
        for (int kernels : parts(nest.extent(Dim.K))) {
            for (int rows : parts(nest.outputHeight())) {
                for (boolean kernelsInside : new boolean[] {true, false}) {
                    Schedule schedule = cut(nest, array, rows, kernels, kernelsInside);
                    if (ScheduleCheck.illegalities(schedule, nest, precision, machine).isEmpty()) {
                        legal.add(schedule);
                    }
                }
            }
        }
        return Collections.min(
                legal, Comparator.comparing(each -> QuickCost.of(each, nest, precision, machine)));
    }

    /// Sizes of an extent that is cut into equal parts, the last of them perhaps smaller.
    private static SortedSet<Integer> parts(int extent) {
        SortedSet<Integer> sizes = new TreeSet<>();
        for (int parts = 1; parts <= extent; parts++) {
            sizes.add(Math.ceilDiv(extent, parts));
        }
        return sizes;
    }

    /// One way to cut a layer.
    ///
    /// @param rows of outputs in a tile
    /// @param tileKernels kernels in a tile
    private static Schedule cut(
            LoopNest nest, SpatialArray array, int rows, int tileKernels, boolean kernelsInside) {
        List<Step> steps = new ArrayList<>();
        int kernels = Math.min(array.columns(), tileKernels);
        int groups = Math.ceilDiv(tileKernels, kernels);
        Step outerRows = new Step.For(Dim.OY, Math.ceilDiv(nest.outputHeight(), rows));
        Step outerKernels = new Step.For(Dim.K, Math.ceilDiv(nest.extent(Dim.K), kernels * groups));
        steps.add(kernelsInside ? outerRows : outerKernels);
        steps.add(kernelsInside ? outerKernels : outerRows);
        steps.add(new Step.Keep(Operand.INPUT, "convolution-buffer"));
        steps.add(new Step.Keep(Operand.WEIGHT, "convolution-buffer"));
        steps.add(new Step.For(Dim.K, groups));
        Stripe stripe = Stripe.of(nest.outputWidth(), rows, array.columns());
        steps.add(new Step.For(Dim.OY, Math.ceilDiv(rows, stripe.rows())));
        steps.add(new Step.For(Dim.OX, Math.ceilDiv(nest.outputWidth(), stripe.columns())));
        steps.add(new Step.Keep(Operand.OUTPUT, "accumulator"));
        int channels = Math.min(array.rows(), nest.extent(Dim.C));
        int filterColumns = Math.clamp(array.rows() / channels, 1, nest.filterWidth());
        int filterRows = lines(array.rows() / channels / filterColumns, nest.filterHeight());
        steps.add(new Step.For(Dim.C, Math.ceilDiv(nest.extent(Dim.C), channels)));
        steps.add(new Step.For(Dim.FY, Math.ceilDiv(nest.filterHeight(), filterRows)));
        steps.add(new Step.For(Dim.FX, Math.ceilDiv(nest.filterWidth(), filterColumns)));
        steps.add(new Step.Spread(Dim.K, kernels, "columns"));
        steps.add(new Step.Spread(Dim.FY, filterRows, "rows"));
        steps.add(new Step.Spread(Dim.FX, filterColumns, "rows"));
        steps.add(new Step.Spread(Dim.C, channels, "rows"));
        steps.add(new Step.Keep(Operand.WEIGHT, "weight-registers"));
        steps.add(new Step.For(Dim.OY, stripe.rows()));
        steps.add(new Step.For(Dim.OX, stripe.columns()));
        steps.add(new Step.Issue(array.instructions().getFirst().name()));
        return new Schedule(array.name(), worthSaying(steps));
    }

    /// Filter rows packed together: one, two or four, where the whole width is packed.
    private static int lines(int room, int filterHeight) {
        int most = Math.min(Math.min(room, filterHeight), 4);
        return most < 1 ? 1 : Integer.highestOneBit(most);
    }

    private static List<Step> worthSaying(List<Step> steps) {
        return steps.stream()
                .filter(step ->
                        switch (step) {
                            case Step.For loop -> loop.extent() > 1;
                            case Step.Spread spread -> spread.extent() > 1;
                            case Step.Keep keep -> true;
                            case Step.Issue issue -> true;
                        })
                .toList();
    }

    /// Positions that weights stay for.
    private record Stripe(int rows, int columns) {
        /// The stripe of at most two positions for each kernel lane that takes the fewest cycles:
        /// the next weights take a cycle for each lane.
        static Stripe of(int width, int height, int lanes) {
            Stripe best = new Stripe(1, 1);
            for (int columns = 1; columns <= Math.min(width, 2 * lanes); columns++) {
                for (int rows = 1; rows <= Math.min(height, 2 * lanes / columns); rows++) {
                    Stripe stripe = new Stripe(rows, columns);
                    if (stripe.cycles(width, height, lanes) < best.cycles(width, height, lanes)) {
                        best = stripe;
                    }
                }
            }
            return best;
        }

        private int cycles(int width, int height, int lanes) {
            return Math.ceilDiv(width, columns)
                    * Math.ceilDiv(height, rows)
                    * Math.max(rows * columns, lanes);
        }
    }
}
