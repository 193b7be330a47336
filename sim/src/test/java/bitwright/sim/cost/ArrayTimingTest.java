package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.SmallMachine;
import bitwright.workload.LoopNest;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Law 8: the array simulated register by register takes as many cycles as the closed form says.
final class ArrayTimingTest {
    private static final String KEEPS =
            "keep input in buffer\nkeep weight in buffer\nkeep output in buffer\n";

    /// A matrix product on an array.
    private record Case(int rows, int columns, int positions, int channels, int depth) {
        static Case random(SplittableRandom random) {
            return new Case(
                    1 + random.nextInt(7),
                    1 + random.nextInt(7),
                    1 + random.nextInt(20),
                    1 + random.nextInt(20),
                    1 + random.nextInt(20));
        }

        /// Cycles that the model gives a schedule of this product.
        long modelled(String steps, Dataflow dataflow) {
            Accelerator machine =
                    new SmallMachine(rows, columns, 64, false, 1 << 20, 64, 1).accelerator();
            Schedule schedule = ScheduleText.parse("on array\n" + KEEPS + steps + "issue mac\n");
            LoopNest nest = LoopNest.matrixProduct(1, positions, channels, depth);
            assertThat(ScheduleCheck.problems(schedule, nest, SmallMachine.PRECISION, machine))
                    .isEmpty();
            assertThat(ArrayDataflow.of(new Loops(schedule))).as("%s", this).isEqualTo(dataflow);
            Flows flows = Flows.of(schedule, nest, SmallMachine.PRECISION, machine);
            return UnitTiming.busyCycles(flows.loops, 0, flows.unit, flows.instruction);
        }
    }

    private static int[][] matrix(SplittableRandom random, int rows, int columns) {
        int[][] matrix = new int[rows][];
        for (int row = 0; row < rows; row++) {
            matrix[row] = random.ints(columns, -128, 128).toArray();
        }
        return matrix;
    }

    private static long[][] product(int[][] left, int[][] right) {
        long[][] product = new long[left.length][right[0].length];
        for (int row = 0; row < left.length; row++) {
            for (int column = 0; column < right[0].length; column++) {
                for (int depth = 0; depth < right.length; depth++) {
                    product[row][column] += (long) left[row][depth] * right[depth][column];
                }
            }
        }
        return product;
    }

    /// A spread over an axis with the loop around it.
    private static String spread(String dim, int extent, int places, String axis) {
        int taken = Math.min(extent, places);
        return String.format(Locale.ROOT, "spread %s %d over %s%n", dim, taken, axis);
    }

    private static String folds(String dim, int extent, int places) {
        return String.format(Locale.ROOT, "for %s %d%n", dim, Math.ceilDiv(extent, places));
    }

    @Test
    void outputStationaryFoldsTakeTheSimulatedCycles() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 250; round++) {
            Case on = Case.random(random);
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][] right = matrix(random, on.depth(), on.channels());
            SystolicArray.Outcome simulated =
                    new SystolicArray(on.rows(), on.columns()).outputStationary(left, right);
            assertThat(simulated.product()).isDeepEqualTo(product(left, right));
            String steps =
                    folds("ox", on.positions(), on.rows())
                            + folds("k", on.channels(), on.columns())
                            + spread("ox", on.positions(), on.rows(), "rows")
                            + spread("k", on.channels(), on.columns(), "columns")
                            + folds("c", on.depth(), 1);
            assertThat(on.modelled(steps, Dataflow.OUTPUT_STATIONARY))
                    .as("%s", on)
                    .isEqualTo(simulated.cycles());
        }
    }

    @Test
    void weightStationaryFoldsTakeTheSimulatedCycles() {
        SplittableRandom random = new SplittableRandom(88);
        for (int round = 0; round < 250; round++) {
            Case on = Case.random(random);
            if (on.positions() == 1 && Math.min(on.depth(), on.rows()) == 1) {
                // No operand moves: nothing tells the dataflows apart.
                continue;
            }
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][] right = matrix(random, on.depth(), on.channels());
            SystolicArray.Outcome simulated =
                    new SystolicArray(on.rows(), on.columns()).weightStationary(left, right);
            assertThat(simulated.product()).isDeepEqualTo(product(left, right));
            String steps =
                    folds("k", on.channels(), on.columns())
                            + folds("c", on.depth(), on.rows())
                            + spread("c", on.depth(), on.rows(), "rows")
                            + spread("k", on.channels(), on.columns(), "columns")
                            + folds("ox", on.positions(), 1);
            assertThat(on.modelled(steps, Dataflow.WEIGHT_STATIONARY))
                    .as("%s", on)
                    .isEqualTo(simulated.cycles());
        }
    }

    /// `2R + C + T − 2` with the time of the slower instruction.
    @Test
    void aSlowerInstructionStretchesTimeAndNotTheSkew() {
        Accelerator machine = new SmallMachine(4, 3, 64, false, 1 << 20, 64, 7).accelerator();
        Schedule schedule =
                ScheduleText.parse(
                        "on array\n"
                                + KEEPS
                                + "spread c 4 over rows\nspread k 3 over columns\nfor ox 5\nissue mac\n");
        Flows flows =
                Flows.of(
                        schedule,
                        LoopNest.matrixProduct(1, 5, 3, 4),
                        SmallMachine.PRECISION,
                        machine);
        assertThat(UnitTiming.busyCycles(flows.loops, 0, flows.unit, flows.instruction))
                .isEqualTo(2 * 4 + 3 + 5 * 7 - 2);
    }
}
