package bitwright.sim.cost;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.sim.schedule.ArrayDataflow;
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
        long modelled(String steps, Dataflow dataflow, ArrayTiming timing) {
            return modelled(steps, dataflow, timing, 1);
        }

        /// The same where a product takes so many cycles.
        long modelled(String steps, Dataflow dataflow, ArrayTiming timing, int interval) {
            Accelerator machine =
                    new SmallMachine(rows, columns, 64, false, 1 << 20, 64, interval, timing)
                            .accelerator();
            Schedule schedule = ScheduleText.parse("on array\n" + KEEPS + steps + "issue mac\n");
            LoopNest nest = LoopNest.matrixProduct(1, positions, channels, depth);
            assertThat(ScheduleCheck.problems(schedule, nest, SmallMachine.PRECISION, machine))
                    .isEmpty();
            Flows flows = Flows.of(schedule, nest, SmallMachine.PRECISION, machine);
            assertThat(ArrayDataflow.of(flows.schedule())).as("%s", this).isEqualTo(dataflow);
            return UnitTiming.pass(flows, 0).cycles();
        }
    }

    private static int[][] matrix(SplittableRandom random, int rows, int columns) {
        int[][] matrix = new int[rows][];
        for (int row = 0; row < rows; row++) {
            matrix[row] = random.ints(columns, -128, 128).toArray();
        }
        return matrix;
    }

    /// Zeros and powers of two up to 64, with a sign.
    private static int[][] powers(SplittableRandom random, int rows, int columns) {
        int[][] matrix = new int[rows][columns];
        for (int[] row : matrix) {
            for (int column = 0; column < columns; column++) {
                row[column] = (random.nextInt(3) - 1) << random.nextInt(7);
            }
        }
        return matrix;
    }

    private static int[][] transposed(int[][] matrix) {
        int[][] transposed = new int[matrix[0].length][matrix.length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < matrix[0].length; column++) {
                transposed[column][row] = matrix[row][column];
            }
        }
        return transposed;
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

    private static String outputSteps(Case on) {
        return folds("ox", on.positions(), on.rows())
                + folds("k", on.channels(), on.columns())
                + spread("ox", on.positions(), on.rows(), "rows")
                + spread("k", on.channels(), on.columns(), "columns")
                + folds("c", on.depth(), 1);
    }

    private static String weightSteps(Case on) {
        return folds("k", on.channels(), on.columns())
                + folds("c", on.depth(), on.rows())
                + spread("c", on.depth(), on.rows(), "rows")
                + spread("k", on.channels(), on.columns(), "columns")
                + folds("ox", on.positions(), 1);
    }

    private static String inputSteps(Case on) {
        return folds("ox", on.positions(), on.columns())
                + folds("c", on.depth(), on.rows())
                + spread("c", on.depth(), on.rows(), "rows")
                + spread("ox", on.positions(), on.columns(), "columns")
                + folds("k", on.channels(), 1);
    }

    private static ArrayTiming timing(boolean doubleBuffered, boolean foldsOverlap) {
        return new ArrayTiming(true, doubleBuffered, foldsOverlap, true, true, false, false);
    }

    /// Overlapping folds: as close as the closed form says every product is right, and, where the
    /// registers are what limits it, one cycle closer it is not.
    @Test
    void foldsOverlapAsCloselyAsRegistersAllow() {
        SplittableRandom random = new SplittableRandom(888);
        int closer = 0;
        int following = 0;
        for (int round = 0; round < 1200; round++) {
            Case on = Case.random(random);
            boolean weightsStay = random.nextBoolean();
            if (weightsStay && on.positions() == 1 && Math.min(on.depth(), on.rows()) == 1) {
                continue;
            }
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][] right = matrix(random, on.depth(), on.channels());
            boolean doubleBuffered = random.nextBoolean();
            PipelinedArray array = new PipelinedArray(on.rows(), on.columns(), doubleBuffered);
            int time = weightsStay ? on.positions() : on.depth();
            long step = doubleBuffered ? Math.max(time, on.rows()) : time + on.rows() - 1L;
            SystolicArray.Outcome simulated =
                    weightsStay
                            ? array.weightStationary(left, right, step)
                            : array.outputStationary(left, right, step);
            assertThat(simulated.product()).as("%s", on).isDeepEqualTo(product(left, right));
            assertThat(
                            on.modelled(
                                    weightsStay ? weightSteps(on) : outputSteps(on),
                                    weightsStay
                                            ? Dataflow.WEIGHT_STATIONARY
                                            : Dataflow.OUTPUT_STATIONARY,
                                    timing(doubleBuffered, true)))
                    .as("%s %s %s", on, weightsStay, doubleBuffered)
                    .isEqualTo(simulated.cycles());
            boolean wrong =
                    step > 1
                            && !java.util.Arrays.deepEquals(
                                    (weightsStay
                                                    ? array.weightStationary(left, right, step - 1)
                                                    : array.outputStationary(left, right, step - 1))
                                            .product(),
                                    product(left, right));
            closer += wrong ? 1 : 0;
            long folds =
                    (long) Math.ceilDiv(weightsStay ? on.depth() : on.positions(), on.rows())
                            * Math.ceilDiv(on.channels(), on.columns());
            following += folds > 1 && step > 1 ? 1 : 0;
        }
        assertThat(following).isGreaterThan(450);
        assertThat(closer).isGreaterThan(following * 9 / 10);
    }

    /// Without overlap a second register still hides what comes in or goes out.
    @Test
    void secondRegistersHideTheEdge() {
        Case on = new Case(4, 3, 20, 9, 12);
        long folds = 9;
        long busy = 20 + 4 + 3 - 2;
        assertThat(on.modelled(weightSteps(on), Dataflow.WEIGHT_STATIONARY, timing(true, false)))
                .isEqualTo(4 + folds * busy);
        assertThat(on.modelled(weightSteps(on), Dataflow.WEIGHT_STATIONARY, timing(false, false)))
                .isEqualTo(folds * (4 + busy));
    }

    @Test
    void outputStationaryFoldsTakeTheSimulatedCycles() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 1000; round++) {
            Case on = Case.random(random);
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][] right = matrix(random, on.depth(), on.channels());
            SystolicArray.Outcome simulated =
                    new SystolicArray(on.rows(), on.columns()).outputStationary(left, right);
            assertThat(simulated.product()).isDeepEqualTo(product(left, right));
            assertThat(
                            on.modelled(
                                    outputSteps(on),
                                    Dataflow.OUTPUT_STATIONARY,
                                    ArrayTiming.SCALE_SIM))
                    .as("%s", on)
                    .isEqualTo(simulated.cycles());
        }
    }

    @Test
    void weightStationaryFoldsTakeTheSimulatedCycles() {
        SplittableRandom random = new SplittableRandom(88);
        for (int round = 0; round < 1000; round++) {
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
            assertThat(
                            on.modelled(
                                    weightSteps(on),
                                    Dataflow.WEIGHT_STATIONARY,
                                    ArrayTiming.SCALE_SIM))
                    .as("%s", on)
                    .isEqualTo(simulated.cycles());
        }
    }

    /// Inputs stay as weights do, with the operands' parts exchanged.
    @Test
    void inputStationaryFoldsTakeTheSimulatedCycles() {
        SplittableRandom random = new SplittableRandom(8888);
        for (int round = 0; round < 1000; round++) {
            Case on = Case.random(random);
            if (on.channels() == 1) {
                // No weight moves: nothing tells the dataflow from another.
                continue;
            }
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][] right = matrix(random, on.depth(), on.channels());
            SystolicArray.Outcome simulated =
                    new SystolicArray(on.rows(), on.columns())
                            .weightStationary(transposed(right), transposed(left));
            assertThat(simulated.product())
                    .isDeepEqualTo(product(transposed(right), transposed(left)));
            assertThat(
                            on.modelled(
                                    inputSteps(on),
                                    Dataflow.INPUT_STATIONARY,
                                    ArrayTiming.SCALE_SIM))
                    .as("%s", on)
                    .isEqualTo(simulated.cycles());
        }
    }

    /// Arrays that shift and add: weights of one to three powers of two, a cycle for each.
    @Test
    void shiftersTakeACycleForEveryTerm() {
        SplittableRandom random = new SplittableRandom(88888);
        for (int round = 0; round < 1000; round++) {
            Case on = Case.random(random);
            boolean weightsStay = random.nextBoolean();
            if (weightsStay && on.positions() == 1 && Math.min(on.depth(), on.rows()) == 1) {
                continue;
            }
            int[][] left = matrix(random, on.positions(), on.depth());
            int[][][] terms = new int[1 + random.nextInt(3)][][];
            int[][] right = new int[on.depth()][on.channels()];
            for (int term = 0; term < terms.length; term++) {
                terms[term] = powers(random, on.depth(), on.channels());
                for (int row = 0; row < right.length; row++) {
                    for (int column = 0; column < right[row].length; column++) {
                        right[row][column] += terms[term][row][column];
                    }
                }
            }
            SystolicArray array = SystolicArray.ofShifters(on.rows(), on.columns());
            SystolicArray.Outcome simulated =
                    weightsStay
                            ? array.weightStationary(left, terms)
                            : array.outputStationary(left, terms);
            assertThat(simulated.product()).as("%s", on).isDeepEqualTo(product(left, right));
            assertThat(
                            on.modelled(
                                    weightsStay ? weightSteps(on) : outputSteps(on),
                                    weightsStay
                                            ? Dataflow.WEIGHT_STATIONARY
                                            : Dataflow.OUTPUT_STATIONARY,
                                    ArrayTiming.SCALE_SIM,
                                    terms.length))
                    .as("%s, %s terms, %s", on, terms.length, weightsStay)
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
        assertThat(UnitTiming.pass(flows, 0).cycles()).isEqualTo(2 * 4 + 3 + 5 * 7 - 2);
    }
}
