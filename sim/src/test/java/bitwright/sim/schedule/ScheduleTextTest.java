package bitwright.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Issue;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Law 6 for schedules, and what the reader refuses.
final class ScheduleTextTest {
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-";

    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 80 : 8);
        for (int at = 0; at < length; at++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    private static <T> T any(SplittableRandom random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Schedule schedule(SplittableRandom random, int steps) {
        List<Step> list = new ArrayList<>();
        for (int at = 1; at < steps; at++) {
            int extent = 1 + random.nextInt(random.nextInt(10) == 0 ? Integer.MAX_VALUE : 99);
            list.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new Keep(any(random, Operand.values()), name(random));
                        case 1 -> new For(any(random, Dim.values()), extent);
                        default -> new Spread(any(random, Dim.values()), extent, name(random));
                    });
        }
        list.add(new Issue(name(random)));
        return new Schedule(name(random), list);
    }

    @Test
    void parsingWhatWasPrintedGivesTheSameSchedule() {
        SplittableRandom random = new SplittableRandom(6);
        for (int round = 0; round < 2000; round++) {
            Schedule schedule = schedule(random, 1 + random.nextInt(40));
            String text = ScheduleText.print(schedule);
            assertThat(ScheduleText.parse(text)).isEqualTo(schedule);
            assertThat(ScheduleText.print(ScheduleText.parse(text))).isEqualTo(text);
        }
    }

    @Test
    void indentationLineEndsAndEmptyLinesAreFree() {
        SplittableRandom random = new SplittableRandom(61);
        for (int round = 0; round < 200; round++) {
            Schedule schedule = schedule(random, 1 + random.nextInt(20));
            StringBuilder text = new StringBuilder();
            ScheduleText.print(schedule)
                    .lines()
                    .forEach(line ->
                            text.append("\t ".repeat(random.nextInt(3)))
                                    .append(
                                            line.strip()
                                                    .replace(
                                                            " ",
                                                            random.nextInt(2) == 0 ? "  " : "\t"))
                                    .append(random.nextInt(2) == 0 ? "\r\n" : "\n\n"));
            assertThat(ScheduleText.parse(text.toString())).isEqualTo(schedule);
        }
    }

    @Test
    void printsOneStepALineIndentedByDepth() {
        Schedule schedule =
                new Schedule(
                        "array",
                        List.of(
                                new For(Dim.OY, 4),
                                new Keep(Operand.INPUT, "buffer"),
                                new Keep(Operand.WEIGHT, "buffer"),
                                new Keep(Operand.OUTPUT, "buffer"),
                                new Spread(Dim.K, 16, "columns"),
                                new For(Dim.C, 3),
                                new Issue("shift-add-pot4")));
        assertThat(ScheduleText.print(schedule))
                .isEqualTo(
                        """
                        on array
                          for oy 4
                            keep input in buffer
                              keep weight in buffer
                                keep output in buffer
                                  spread k 16 over columns
                                    for c 3
                                      issue shift-add-pot4
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    keep bias in buffer     | operands are input, weight and output
                    keep weight at buffer   | 'keep OPERAND in LEVEL'
                    keep weight in          | 'keep OPERAND in LEVEL'
                    keep weight in a/b      | letters, digits
                    for q 4                 | dimensions are b, g, k, c, oy, ox, fy, fx
                    for K 4                 | dimensions are b, g, k, c, oy, ox, fy, fx
                    for k 0                 | extent of at least 1, not '0'
                    for k -3                | extent of at least 1, not '-3'
                    for k many              | extent of at least 1, not 'many'
                    for k 99999999999       | extent of at least 1, not '99999999999'
                    for k                   | 'for DIM EXTENT'
                    spread k 4 upon rows    | 'spread DIM EXTENT over AXIS'
                    spread k 4 over r(ows   | letters, digits
                    issue                   | 'issue INSTRUCTION'
                    loop k 4                | must be
                    """)
    void aWrongLineIsNamedWithItsNumberAndTheCure(String line, String cure) {
        String text = "on array\n\n  for b 2\n  " + line + "\n  issue mac\n";
        assertThatThrownBy(() -> ScheduleText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schedule line 4 '" + line + "'")
                .hasMessageContaining(cure)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({"array", "on", "on two arrays", "at array"})
    void theFirstLineNamesTheUnit(String line) {
        assertThatThrownBy(() -> ScheduleText.parse(line + "\nissue mac"))
                .hasMessageContaining("schedule line 1 '" + line + "'")
                .hasMessageContaining("'on UNIT'");
    }

    @Test
    void exactlyTheLastStepIssues() {
        assertThatThrownBy(() -> ScheduleText.parse("on array\nfor k 2\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must end with an issue");
        assertThatThrownBy(() -> ScheduleText.parse("on array"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must end with an issue");
        assertThatThrownBy(() -> ScheduleText.parse("on array\nissue a\nissue b\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exactly one issue");
    }

    @Test
    void sizeIsLimited() {
        String head = "on array\n";
        String longest = head + "for k 1\n".repeat(198) + "issue mac\n";
        assertThat(ScheduleText.parse(longest).steps()).hasSize(199);
        assertThatThrownBy(() -> ScheduleText.parse(longest.replace("issue", "for k 1\nissue")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200 lines, not 201");
        assertThatThrownBy(() -> ScheduleText.parse("")).hasMessageContaining("not 0");
        String padded = head + "issue mac\n";
        int room = 64 * 1024 - padded.length();
        assertThat(ScheduleText.parse(" ".repeat(room) + padded).steps()).hasSize(1);
        assertThatThrownBy(() -> ScheduleText.parse(" ".repeat(room + 1) + padded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 characters");
        String longName = "n".repeat(80);
        assertThat(ScheduleText.parse("on " + longName + "\nissue mac").unit()).isEqualTo(longName);
        assertThatThrownBy(() -> ScheduleText.parse("on n" + longName + "\nissue mac"))
                .hasMessageContaining("schedule line 1");
    }
}
