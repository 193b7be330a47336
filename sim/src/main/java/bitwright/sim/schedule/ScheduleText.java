package bitwright.sim.schedule;

import bitwright.sim.schedule.Step.For;
import bitwright.sim.schedule.Step.Issue;
import bitwright.sim.schedule.Step.Keep;
import bitwright.sim.schedule.Step.Spread;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The printed form of schedules, one step a line, indented by depth; `parse(print(s)) = s`.
///
/// ```
/// on array
///   keep weight in buffer
///     for oy 4
///       spread k 16 over columns
///         issue shift-add-pot4
/// ```
public final class ScheduleText {
    private static final int MAXIMUM_STEPS = 200;
    private static final int MAXIMUM_CHARACTERS = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.+-]{1,80}");

    private ScheduleText() {}

    /// The printed form; lines end with a line feed.
    public static String print(Schedule schedule) {
        StringBuilder text = new StringBuilder("on ").append(schedule.unit()).append('\n');
        for (int depth = 0; depth < schedule.steps().size(); depth++) {
            text.append("  ".repeat(depth + 1))
                    .append(line(schedule.steps().get(depth)))
                    .append('\n');
        }
        return text.toString();
    }

    /// One step as it is printed.
    static String line(Step step) {
        return switch (step) {
            case Keep keep -> "keep " + keep.operand().label() + " in " + keep.level();
            case For loop -> "for " + loop.dim().label() + " " + loop.extent();
            case Spread loop ->
                    "spread " + loop.dim().label() + " " + loop.extent() + " over " + loop.axis();
            case Issue issue -> "issue " + issue.instruction();
        };
    }

    /// Reads the printed form; indentation is free.
    ///
    /// @throws IllegalArgumentException if a line is no step; the message names line, text and cure
    public static Schedule parse(String text) {
        if (text.length() > MAXIMUM_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a schedule has at most " + MAXIMUM_CHARACTERS + " characters.");
        }
        NavigableMap<Integer, String> lines = new TreeMap<>();
        int lineNumber = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            lineNumber++;
            if (!line.isEmpty()) {
                lines.put(lineNumber, line);
            }
        }
        if (lines.isEmpty() || lines.size() > MAXIMUM_STEPS) {
            throw new IllegalArgumentException(
                    "a schedule has 1 to " + MAXIMUM_STEPS + " lines, not " + lines.size() + ".");
        }
        Map.Entry<Integer, String> first = lines.firstEntry();
        String[] head = first.getValue().split("\\s+", -1);
        if (head.length != 2 || !head[0].equals("on")) {
            throw wrong(first.getKey(), first.getValue(), "must be 'on UNIT'");
        }
        String unit = name(first.getKey(), first.getValue(), head[1]);
        List<Step> steps = new ArrayList<>();
        lines.tailMap(first.getKey(), false)
                .forEach((number, line) -> steps.add(step(number, line)));
        return new Schedule(unit, steps);
    }

    private static Step step(int number, String line) {
        String[] words = line.split("\\s+", -1);
        String form = words[0] + "/" + words.length;
        if (form.equals("keep/4") || form.equals("spread/5")) {
            form += "/" + words[words.length - 2];
        }
        return switch (form) {
            case "keep/4/in" ->
                    new Keep(operand(number, line, words[1]), name(number, line, words[3]));
            case "for/3" -> new For(dim(number, line, words[1]), extent(number, line, words[2]));
            case "spread/5/over" ->
                    new Spread(
                            dim(number, line, words[1]),
                            extent(number, line, words[2]),
                            name(number, line, words[4]));
            case "issue/2" -> new Issue(name(number, line, words[1]));
            default ->
                    throw wrong(
                            number,
                            line,
                            "must be 'keep OPERAND in LEVEL', 'for DIM EXTENT', 'spread DIM EXTENT over AXIS' or 'issue INSTRUCTION'");
        };
    }

    private static Operand operand(int number, String line, String word) {
        return Arrays.stream(Operand.values())
                .filter(operand -> operand.label().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        wrong(
                                number,
                                line,
                                "names no operand; operands are input, weight and output"));
    }

    private static Dim dim(int number, String line, String word) {
        return Dim.of(word)
                .orElseThrow(() ->
                        wrong(
                                number,
                                line,
                                "names no dimension; dimensions are "
                                        + Arrays.stream(Dim.values())
                                                .map(Dim::label)
                                                .collect(Collectors.joining(", "))));
    }

    private static int extent(int number, String line, String word) {
        try {
            int extent = Integer.parseInt(word);
            if (extent >= 1) {
                return extent;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(
                    number, line, "needs an extent of at least 1, not '" + word + "'", notANumber);
        }
        throw wrong(number, line, "needs an extent of at least 1, not '" + word + "'");
    }

    private static String name(int number, String line, String word) {
        if (!NAME.matcher(word).matches()) {
            throw wrong(
                    number,
                    line,
                    "has the name '"
                            + word
                            + "', which is not made of letters, digits, '.', '_', '+' and '-'");
        }
        return word;
    }

    private static IllegalArgumentException wrong(int number, String line, String complaint) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "schedule line %d '%s' %s.", number, line, complaint));
    }

    private static IllegalArgumentException wrong(
            int number, String line, String complaint, Exception cause) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "schedule line %d '%s' %s.", number, line, complaint),
                cause);
    }
}
