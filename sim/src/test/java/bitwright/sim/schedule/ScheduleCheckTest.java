package bitwright.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.SpatialArray;
import bitwright.workload.LoopNest;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every rule of the check has a schedule that breaks it; all start from one that breaks none.
final class ScheduleCheckTest {
    private static final Accelerator MACHINE = SmallMachine.PLAIN.accelerator();

    /// 10 x 6 by 6 x 7.
    private static final LoopNest NEST = LoopNest.matrixProduct(1, 10, 7, 6);

    private static final String KEEPS =
            "keep input in buffer; keep weight in buffer; keep output in buffer; ";
    private static final String LEGAL =
            "for ox 3; for k 3; "
                    + KEEPS
                    + "spread ox 4 over rows; spread k 3 over columns; for c 6; issue mac";

    private static List<String> problems(String unit, String steps) {
        Schedule schedule = ScheduleText.parse("on " + unit + "\n" + steps.replace(";", "\n"));
        return ScheduleCheck.problems(schedule, NEST, SmallMachine.PRECISION, MACHINE);
    }

    @Test
    void aLegalScheduleHasNoProblem() {
        assertThat(problems("array", LEGAL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    issue mac               | issue nothing             | instruction 'nothing' is none of unit 'array' for w8a8
                    for c 6                 | for c 5                   | dimension c has extent 6 but its loops reach only 5
                    for c 6;                |                           | dimension c has extent 6 but its loops reach only 1
                    over rows               | over lines                | axis 'lines' is none of unit 'array'; axes are rows, columns
                    for c 6                 | spread c 6 over n         | dimension c may not be spread over 'n'
                    for c 6                 | spread c 6 over m         | dimension c may not be spread over 'm'
                    spread k 3 over columns | spread k 3 over k         | dimension k may not be spread over 'k'
                    spread k 3 over columns | spread k 4 over columns   | spreads over 'columns' need 4 places where there are 3
                    spread k 3 over columns | spread k 3 over rows      | spreads over 'rows' need 12 places where there are 4
                    keep input in           | spread b 2 over rows; keep input in | the level has no instance for each of its lanes
                    keep output in buffer;  |                           | output is not kept on chip
                    weight in buffer        | weight in cellar          | level 'cellar' is no level on chip; levels are buffer
                    weight in buffer        | weight in outer           | level 'outer' is no level on chip
                    for k 3;                | for k 3; keep weight in buffer; | weight is kept in 'buffer' after
                    for c 6                 | keep weight in buffer; for c 6 | weight is kept in 'buffer' inside step 'spread ox 4 over rows'
                    """)
    void aBrokenRuleIsNamed(String from, String to, String complaint) {
        String changed = LEGAL.replace(from, to == null ? "" : to);
        assertThat(changed).isNotEqualTo(LEGAL);
        assertThat(problems("array", changed))
                .anySatisfy(problem -> assertThat(problem).contains(complaint));
    }

    /// The same array, once with and once without the dataflow that the schedule makes.
    @Test
    void aDataflowThatTheArrayDoesNotPermitIsNamed() {
        Schedule schedule = ScheduleText.parse("on array\n" + LEGAL.replace(";", "\n"));
        SpatialArray array = (SpatialArray) MACHINE.units().getFirst();
        SpatialArray other =
                new SpatialArray(
                        array.name(),
                        array.rows(),
                        array.columns(),
                        EnumSet.of(Dataflow.WEIGHT_STATIONARY, Dataflow.INPUT_STATIONARY),
                        array.timing(),
                        array.instructions(),
                        array.pointwise(),
                        array.source());
        Accelerator machine =
                new Accelerator(
                        MACHINE.name(),
                        MACHINE.clockHz(),
                        MACHINE.memories(),
                        List.of(other),
                        MACHINE.software(),
                        MACHINE.source());
        assertThat(ScheduleCheck.problems(schedule, NEST, SmallMachine.PRECISION, machine))
                .containsExactly(
                        "the loops inside the array make it output-stationary; unit 'array' permits"
                                + " weight-stationary, input-stationary.");
    }

    @Test
    void anUnknownUnitIsNamed() {
        assertThat(problems("arroy", LEGAL))
                .containsExactly("unit 'arroy' is none of machine 'small'. Maybe array.");
    }

    @Test
    void lanesThatALoopOutsideCouldFillMustNotIdle() {
        String idle = "for ox 5; for k 4; " + KEEPS + "spread ox 2 over rows; ";
        assertThat(remarks(idle + "spread k 2 over columns; for c 6; issue mac"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("leaves lanes idle"));
        assertThat(
                        remarks(
                                "for ox 5; for k 3; "
                                        + KEEPS
                                        + "spread ox 2 over rows; spread c 2 over rows; spread k 3 over columns; for c 3; issue mac"))
                .isEmpty();
    }

    @Test
    void tripsInVainAreRemarkedOn() {
        assertThat(remarks(LEGAL)).isEmpty();
        assertThat(remarks(LEGAL.replace("for ox 3", "for ox 4")))
                .containsExactly("step 'for ox 4' makes 4 trips where 3 cover the layer.");
    }

    private static List<String> remarks(String steps) {
        Schedule schedule = ScheduleText.parse("on array\n" + steps.replace(";", "\n"));
        assertThat(ScheduleCheck.illegalities(schedule, NEST, SmallMachine.PRECISION, MACHINE))
                .isEmpty();
        return ScheduleRemarks.of(Resolution.of(schedule, SmallMachine.PRECISION, MACHINE), NEST);
    }

    /// Tiles of 4 x 6 inputs, 6 x 3 weights (8 bits each) and 4 x 3 outputs (32 bits), twice.
    @Test
    void residentTilesCountTwiceWhereTheyAreExchanged() {
        Schedule schedule = ScheduleText.parse("on array\n" + LEGAL.replace(";", "\n"));
        long bits = 2 * (4 * 6 * 8 + 6 * 3 * 8 + 4 * 3 * 32);
        assertThat(
                        Capacities.residentBits(
                                Resolution.of(schedule, SmallMachine.PRECISION, MACHINE),
                                NEST,
                                SmallMachine.PRECISION,
                                1))
                .isEqualTo(bits);
        assertThat(
                        ScheduleCheck.problems(
                                schedule, NEST, SmallMachine.PRECISION, withCapacity(bits)))
                .isEmpty();
        assertThat(
                        ScheduleCheck.problems(
                                schedule, NEST, SmallMachine.PRECISION, withCapacity(bits - 1)))
                .containsExactly(
                        "level 'buffer' needs " + bits + " bits but has " + (bits - 1) + ".");
    }

    @Test
    void residentTilesCountOnceWhereTheyStay() {
        Schedule schedule =
                ScheduleText.parse(
                        "on array\n"
                                + (KEEPS
                                                + "for ox 3; for k 3; spread ox 4 over rows; spread k 3 over columns; for c 6; issue mac")
                                        .replace(";", "\n"));
        assertThat(
                        Capacities.residentBits(
                                Resolution.of(schedule, SmallMachine.PRECISION, MACHINE),
                                NEST,
                                SmallMachine.PRECISION,
                                1))
                .isEqualTo(10 * 6 * 8 + 6 * 7 * 8 + 10 * 7 * 32);
    }

    private static Accelerator withCapacity(long bits) {
        return new SmallMachine(4, 3, 32, true, bits, 64, 1).accelerator();
    }
}
