package bitwright.sim.cost;

import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/// Random loop nests and random legal schedules of them on the array of the small machine: any
/// factors, any order, keeps anywhere outside the lanes.
final class RandomSchedules {
    private final SplittableRandom random;

    RandomSchedules(long seed) {
        random = new SplittableRandom(seed);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    LoopNest nest() {
        int filterY = upTo(3);
        int filterX = upTo(3);
        int height = upTo(6);
        int width = upTo(6);
        LoopNest.Window window =
                new LoopNest.Window(
                        upTo(2),
                        upTo(3),
                        upTo(2),
                        upTo(2),
                        random.nextInt(filterY),
                        random.nextInt(filterX));
        return new LoopNest(
                upTo(2),
                upTo(2),
                upTo(9),
                upTo(9),
                height,
                width,
                filterY,
                filterX,
                window,
                input(height, window.strideY(), filterY, window.dilationY(), window.padTop()),
                input(width, window.strideX(), filterX, window.dilationX(), window.padLeft()));
    }

    private static int input(int outputs, int stride, int filters, int dilation, int pad) {
        return Math.max(1, (outputs - 1) * stride + (filters - 1) * dilation + 1 - 2 * pad);
    }

    Schedule schedule(LoopNest nest, int rows, int columns) {
        Map<Dim, Integer> reach = new EnumMap<>(Dim.class);
        List<Step> streamed = new ArrayList<>();
        List<Step> lanes = new ArrayList<>();
        List<List<Step>> outer = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            reach.put(dim, 1);
            if (random.nextInt(3) == 0) {
                streamed.add(loop(nest, dim, reach));
            }
        }
        lane(nest, rows, "rows", reach, lanes);
        lane(nest, columns, "columns", reach, lanes);
        for (Dim dim : Dim.values()) {
            List<Step> inwards = new ArrayList<>();
            while (reach.getOrDefault(dim, 1) < nest.extent(dim)) {
                inwards.add(loop(nest, dim, reach));
            }
            outer.add(new ArrayList<>(inwards.reversed()));
        }
        for (Operand operand : Operand.values()) {
            outer.add(new ArrayList<>(List.of(new Step.Keep(operand, "buffer"))));
        }
        Random order = new Random(random.nextLong());
        Collections.shuffle(streamed, order);
        Collections.shuffle(lanes, order);
        List<Step> steps = new ArrayList<>();
        while (!outer.isEmpty()) {
            List<Step> from = outer.get(random.nextInt(outer.size()));
            if (from.isEmpty()) {
                outer.remove(from);
            } else {
                steps.add(from.removeFirst());
            }
        }
        steps.addAll(lanes);
        steps.addAll(streamed);
        steps.add(new Step.Issue("mac"));
        return new Schedule("array", steps);
    }

    private Step loop(LoopNest nest, Dim dim, Map<Dim, Integer> reach) {
        int needed = Math.ceilDiv(nest.extent(dim), reach.getOrDefault(dim, 1));
        int extent = random.nextInt(3) == 0 ? needed : upTo(needed);
        reach.merge(dim, extent, Math::multiplyExact);
        return new Step.For(dim, extent);
    }

    private void lane(
            LoopNest nest, int places, String axis, Map<Dim, Integer> reach, List<Step> lanes) {
        Dim dim = Dim.values()[random.nextInt(Dim.values().length)];
        int needed = Math.ceilDiv(nest.extent(dim), reach.getOrDefault(dim, 1));
        int extent = Math.min(places, needed);
        boolean taken = lanes.stream().anyMatch(step -> Schedule.dimOf(step) == dim);
        if (!taken && extent > 0) {
            reach.merge(dim, extent, Math::multiplyExact);
            lanes.add(new Step.Spread(dim, extent, axis));
        }
    }
}
