package bitwright.arch.reader;

import bitwright.arch.format.Codebook;
import bitwright.arch.format.NumberFormat;
import bitwright.arch.machine.DefinedFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The number formats that a machine file defines, each as a list of values.
final class FormatKeys {
    static final List<String> KEYS = List.of("name", "values", "source");

    /// What the integer weights of a precision are called, so that no format may be called it.
    private static final Pattern INTEGER_WEIGHTS = Pattern.compile("w[0-9]+");

    private FormatKeys() {}

    static List<DefinedFormat> table(Cursor list) {
        var names = new Names();
        var table = new ArrayList<DefinedFormat>();
        for (Cursor item :
                list.items("a format, such as `{name: thirds, values: […], source: …}`")) {
            item.withKeys(KEYS);
            String name = name(item.at("name"));
            names.add(name, item.at("name"));
            table.add(
                    new DefinedFormat(
                            new Codebook(name, values(item.at("values"))),
                            item.at("source").source()));
        }
        return table;
    }

    private static String name(Cursor place) {
        String name = place.name();
        boolean builtIn =
                INTEGER_WEIGHTS.matcher(name).matches() || NumberFormat.isBuiltInName(name);
        if (builtIn) {
            throw place.refused(
                    "is a built-in format's name. Maybe "
                            + name.substring(0, Math.min(name.length(), 60))
                            + "-own.");
        }
        return name;
    }

    private static double[] values(Cursor list) {
        List<Cursor> items = list.items("two values or more");
        if (items.size() < 2 || items.size() > Codebook.GREATEST_SIZE) {
            throw list.refused(
                    "must have 2 to "
                            + Codebook.GREATEST_SIZE
                            + " values for codes of up to 8 bits and has "
                            + items.size()
                            + ". Maybe "
                            + (items.size() < 2 ? "one more." : "two formats."));
        }
        Map<Double, String> seen = new HashMap<>();
        double[] values = new double[items.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = items.get(i).number() + 0.0;
            String first = seen.putIfAbsent(values[i], items.get(i).path());
            if (first != null) {
                throw items.get(i).refused("repeats " + first + ". Maybe remove one.");
            }
        }
        return values;
    }
}
