package bitwright.mapper.emit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lines of C with their indentation.
final class Source {
    private static final String STEP = "    ";
    private static final int VALUES_A_LINE = 12;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /// One line; an empty one has no indentation.
    Source line(String line) {
        text.append(line.isEmpty() ? "" : STEP.repeat(depth)).append(line).append('\n');
        return this;
    }

    /// A comment of one line; what could end it early is taken apart.
    Source comment(String words) {
        return line("/* " + plain(words) + " */");
    }

    /// Words that a comment may hold.
    static String plain(String words) {
        return words.replace("*/", "* /").replace("/*", "/ *").replaceAll("[^\\x20-\\x7e]", "?");
    }

    /// A line that ends with a brace, and one step inwards.
    Source open(String line) {
        line(line.isEmpty() ? "{" : line + " {");
        depth++;
        return this;
    }

    /// The closing brace, with what follows it.
    Source close(String after) {
        depth--;
        return line("}" + after);
    }

    Source close() {
        return close("");
    }

    /// A constant table.
    Source table(String type, String name, List<String> values) {
        line("static const " + type + " " + name + "[" + values.size() + "] = {");
        for (int from = 0; from < values.size(); from += VALUES_A_LINE) {
            line(
                    STEP
                            + String.join(
                                    ", ",
                                    values.subList(
                                            from, Math.min(values.size(), from + VALUES_A_LINE)))
                            + ",");
        }
        return line("};");
    }

    /// A constant table of numbers.
    Source numbers(String type, String name, IntStream values) {
        return table(type, name, values.mapToObj(Integer::toString).collect(Collectors.toList()));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
