package bitwright.mapper.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.reference.ReferenceContraction;
import bitwright.mapper.Machines;
import bitwright.sim.cost.Accesses;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults that nothing but execution can find: nobody checks the schedule first.
final class ExecutedFaultTest {
    private static final Precision PRECISION = Precision.parse("w8a8");

    /// 40 x 48 by 48 x 20.
    private static final LoopNest NEST = LoopNest.matrixProduct(1, 40, 20, 48);

    private static final String KEEPS =
            "keep input in buffer; keep weight in buffer; keep output in buffer; ";
    private static final String LANES = "spread ox 16 over rows; spread k 16 over columns; ";
    private static final String CORRECT =
            "on array; for ox 3; for k 2; " + KEEPS + LANES + "for c 48; issue serial-shift-add";
    private static final String ONE_TILE =
            "on array; "
                    + KEEPS
                    + "for ox 3; for k 2; "
                    + LANES
                    + "for c 48; issue serial-shift-add";
    private static final String PARTIAL_SUMS =
            "on array; for c 3; for ox 3; for k 2; "
                    + KEEPS
                    + LANES
                    + "for c 16; issue serial-shift-add";
    private static final String TWO_LEVELS =
            "on tensor-cores; for ox 5; keep input in l2; keep weight in l2; keep output in l2; for k 3; "
                    + "keep input in shared; keep weight in shared; spread ox 8 over m; spread k 8 over n; "
                    + "for c 3; spread c 16 over k; issue IMMA.8816.S8";

    private final int[] input =
            new SplittableRandom(12).ints(NEST.elements(Operand.INPUT), 1, 100).toArray();
    private final int[] weights =
            new SplittableRandom(13).ints(NEST.elements(Operand.WEIGHT), 1, 100).toArray();
    private final int[] expected =
            ReferenceContraction.accumulate(NEST, input, PRECISION.weights(), weights);

    private static Schedule schedule(String text) {
        return ScheduleText.parse(text.replace(";", "\n"));
    }

    private int[] run(String text, Accelerator machine) {
        return Interpreter.executeUnchecked(
                        schedule(text), NEST, PRECISION, machine, input, weights)
                .output();
    }

    /// A run with a fault in what it does, not in the schedule.
    private Run faulty(String text, Accelerator machine, Run.Reuse reuse) {
        return new Run(
                schedule(text),
                NEST,
                PRECISION,
                machine,
                input,
                Integers.of(PRECISION.weights(), weights),
                reuse);
    }

    @ParameterizedTest
    @ValueSource(strings = {CORRECT, ONE_TILE, PARTIAL_SUMS})
    void withoutAFaultEveryValueIsEqual(String text) throws IOException {
        assertThat(run(text, Machines.read("pot-array-16x16"))).isEqualTo(expected);
        assertThat(
                        ScheduleCheck.problems(
                                schedule(text), NEST, PRECISION, Machines.read("pot-array-16x16")))
                .isEmpty();
    }

    @Test
    void withoutAFaultEveryValueOfTwoLevelsIsEqual() throws IOException {
        assertThat(run(TWO_LEVELS, Machines.read("t4"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    keep weight in buffer;  | ''                        | weight is touched but is not resident on chip
                    keep output in buffer;  | for b 1;                  | output is touched but is not resident on chip
                    weight in buffer        | input in buffer           | input is fetched from 'buffer' into 'buffer', which lies no further inside
                    for c 48;               | for c 48; keep output in buffer; | output is fetched from 'buffer' into 'buffer'
                    for ox 3;               | spread ox 3 over rows;    | input is fetched into copy 2 of level 'buffer' where there are 1
                    """)
    void whatTheMachineCannotHoldStopsTheRun(String from, String to, String complaint)
            throws IOException {
        String faulty = CORRECT.replace(from, to);
        assertThat(faulty).isNotEqualTo(CORRECT);
        Accelerator machine = Machines.read("pot-array-16x16");
        assertThatThrownBy(() -> run(faulty, machine))
                .isInstanceOf(ScheduleFault.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    for c 48;               | for c 1;
                    for c 48;               | for c 47;
                    for c 48;               | for fx 48;
                    for ox 3;               | for oy 3;
                    for ox 3;               | for ox 2;
                    for k 2;                | for c 2;
                    k 16 over columns       | k 9 over columns
                    """)
    void whatIsLeftUndoneGivesOtherValues(String from, String to) throws IOException {
        String faulty = CORRECT.replace(from, to);
        assertThat(faulty).isNotEqualTo(CORRECT);
        assertThat(run(faulty, Machines.read("pot-array-16x16"))).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    weight in buffer        | weight in dram            | level 'dram' is no level on chip
                    weight in buffer        | weight in cache           | level 'cache' is no level on chip
                    k 16 over columns       | k 16 over threads         | axis 'threads' is none of unit 'array'
                    issue serial            | issue parallel            | instruction 'parallel-shift-add' is none of unit
                    """)
    void whatTheMachineDoesNotHaveIsNotStarted(String from, String to, String complaint)
            throws IOException {
        String faulty = CORRECT.replace(from, to);
        assertThat(faulty).isNotEqualTo(CORRECT);
        Accelerator machine = Machines.read("pot-array-16x16");
        assertThatThrownBy(() -> run(faulty, machine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    /// Work in vain, and lanes that are not there or stay idle, change no value: these are the
    /// legality check's alone.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    for c 48;               | for c 49;
                    for k 2;                | for k 3;
                    ox 16 over rows         | ox 17 over rows
                    ox 16 over rows         | ox 16 over n
                    """)
    void whatOnlyTheCheckFindsChangesNoValue(String from, String to) throws IOException {
        String faulty = CORRECT.replace(from, to);
        Accelerator machine = Machines.read("pot-array-16x16");
        assertThat(run(faulty, machine)).isEqualTo(expected);
        assertThat(ScheduleCheck.problems(schedule(faulty), NEST, PRECISION, machine)).isNotEmpty();
    }

    /// Twice 16 x 48 inputs and 48 x 16 weights of 8 bits and 16 x 16 sums of 32 bits.
    @Test
    void aTileOneBitTooLargeIsFoundByExecution() throws IOException {
        Accelerator machine = Machines.read("pot-array-16x16");
        long bits = 2 * (16 * 48 * 8 + 48 * 16 * 8 + 16 * 16 * 32);
        assertThat(run(CORRECT, Machines.withCapacity(machine, "buffer", bits)))
                .isEqualTo(expected);
        Accelerator smaller = Machines.withCapacity(machine, "buffer", bits - 1);
        assertThatThrownBy(() -> run(CORRECT, smaller))
                .isInstanceOf(ScheduleFault.class)
                .hasMessage(
                        "level 'buffer' is overfilled: its tiles take %d bits where there is room for %d",
                        bits, bits - 1);
    }

    @ParameterizedTest
    @EnumSource(Operand.class)
    void aTileThatIsNotFetchedAnewIsNotResident(Operand stale) throws IOException {
        Run run =
                faulty(
                        CORRECT,
                        Machines.read("pot-array-16x16"),
                        (loops, operand, position) ->
                                operand == stale ? -1 : loops.innermostIndexing(operand, position));
        assertThatThrownBy(run::execute)
                .isInstanceOf(ScheduleFault.class)
                .hasMessageContaining(stale.label() + " is touched at index 16")
                .hasMessageContaining("not resident");
    }

    @Test
    void aTileOfAStaleTileReachesOutsideIt() throws IOException {
        Run run =
                faulty(
                        TWO_LEVELS,
                        Machines.read("t4"),
                        (loops, operand, position) ->
                                loops.step(position) instanceof Step.Keep keep
                                                && keep.level().equals("l2")
                                        ? -1
                                        : loops.innermostIndexing(operand, position));
        assertThatThrownBy(run::execute)
                .isInstanceOf(ScheduleFault.class)
                .hasMessage("the input tile reaches outside the tile that it is cut from");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                CORRECT + "| an output tile is replaced before it was written back",
                ONE_TILE + "| an output tile was never written back"
            })
    void aMissingWriteBackIsFound(String text, String complaint) throws IOException {
        Run run =
                new Run(
                        schedule(text),
                        NEST,
                        PRECISION,
                        Machines.read("pot-array-16x16"),
                        input,
                        Integers.of(PRECISION.weights(), weights),
                        Loops::innermostIndexing) {
                    @Override
                    void writeBack(Residence residence, Residence parent) {}
                };
        assertThatThrownBy(run::execute).isInstanceOf(ScheduleFault.class).hasMessage(complaint);
    }

    @Test
    void partialSumsThatAreNotReadBackGiveOtherValues() throws IOException {
        Run run =
                new Run(
                        schedule(PARTIAL_SUMS),
                        NEST,
                        PRECISION,
                        Machines.read("pot-array-16x16"),
                        input,
                        Integers.of(PRECISION.weights(), weights),
                        Loops::innermostIndexing) {
                    @Override
                    boolean revisited(int position) {
                        return false;
                    }
                };
        assertThat(run.execute().output()).isNotEqualTo(expected);
    }

    private static Map<String, Long> charged(String text) throws IOException {
        return Accesses.elements(schedule(text), NEST, PRECISION, Machines.read("pot-array-16x16"));
    }

    /// Work that computes every value and takes another way than the one that was charged: another
    /// order, a tile kept elsewhere, lanes one after the other, sums that leave too early.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    for ox 3; for k 2;      | for k 2; for ox 3;        | dram/weight/read is 2880 elements where 960 are charged
                    for ox 3; for k 2; keep input in buffer; keep weight in buffer; | keep weight in buffer; for ox 3; for k 2; keep input in buffer; | dram/weight/read is 2880 elements where 960 are charged
                    for ox 3; for k 2;      | for c 3; for ox 3; for k 2; | buffer/output/send is 800 elements where 2400 are charged
                    spread k 16 over columns; | for k 16;               | buffer/input/read is 3840 elements where 38400 are charged
                    """)
    void whatIsChargedForAnotherWayIsFoundByItsAccesses(String from, String to, String complaint)
            throws IOException {
        String rest = to.contains("for c 3;") ? "for c 16;" : "for c 48;";
        String other = CORRECT.replace(from, to).replace("for c 48;", rest);
        assertThat(other).isNotEqualTo(CORRECT);
        Execution execution =
                Interpreter.executeUnchecked(
                        schedule(CORRECT),
                        NEST,
                        PRECISION,
                        Machines.read("pot-array-16x16"),
                        input,
                        weights);
        assertThat(execution.output()).isEqualTo(expected);
        assertThat(Verifier.miscounted(execution.accesses(), charged(CORRECT))).isEmpty();
        assertThat(Verifier.miscounted(execution.accesses(), charged(other))).contains(complaint);
    }

    private void onlyAccessesTell(Run run, String text, String complaint) throws IOException {
        Execution execution = run.execute();
        assertThat(execution.output()).isEqualTo(expected);
        assertThat(Verifier.miscounted(execution.accesses(), charged(text))).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    INPUT  | for ox 3; for k 2; | dram/input/read is 3840 elements where 1920 are charged
                    INPUT  | for ox 3; for k 2; | buffer/input/fill is 3840 elements where 1920 are charged
                    WEIGHT | for k 2; for ox 3; | dram/weight/read is 2880 elements where 960 are charged
                    """)
    void aTileThatIsFetchedAlthoughItIsThereIsFoundByItsAccesses(
            Operand again, String order, String complaint) throws IOException {
        String text = CORRECT.replace("for ox 3; for k 2;", order);
        Run run =
                faulty(
                        text,
                        Machines.read("pot-array-16x16"),
                        (loops, operand, position) ->
                                operand == again ? 1 : loops.innermostIndexing(operand, position));
        onlyAccessesTell(run, text, complaint);
    }

    @Test
    void firstSumsThatAreReadBackAreFoundByTheirAccesses() throws IOException {
        Run run =
                new Run(
                        schedule(PARTIAL_SUMS),
                        NEST,
                        PRECISION,
                        Machines.read("pot-array-16x16"),
                        input,
                        Integers.of(PRECISION.weights(), weights),
                        Loops::innermostIndexing) {
                    @Override
                    boolean revisited(int position) {
                        return true;
                    }
                };
        onlyAccessesTell(
                run, PARTIAL_SUMS, "dram/output/read is 2400 elements where 1600 are charged");
    }
}
