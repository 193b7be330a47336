package bitwright.arch.format;

import bitwright.arch.words.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The grammar of format names.
final class FormatNames {
    private static final Pattern NUMBERED =
            Pattern.compile("(int|uint|pot|apot|uapot|dense|log)(0|[1-9][0-9]?)");
    private static final Pattern TWO_WORDS =
            Pattern.compile("stlq(0|[1-9][0-9]?)r(0|[1-9][0-9]{0,2})");
    private static final Pattern GROUPED = Pattern.compile("(.+)g(0|[1-9][0-9]{0,8})");

    /// Families by name, with the width of their formats.
    private static final Map<String, IntFunction<NumberFormat>> FAMILIES =
            Map.of(
                    "int", bits -> new Int(bits, true),
                    "uint", bits -> new Int(bits, false),
                    "pot", PowerOfTwo::new,
                    "apot", bits -> new AdditivePowerOfTwo(bits, true),
                    "uapot", bits -> new AdditivePowerOfTwo(bits, false),
                    "dense", DenseShift::new,
                    "log", Log2::new);

    private static final Map<String, NumberFormat> SINGLE = single();

    private FormatNames() {}

    private static Map<String, NumberFormat> single() {
        var formats = new LinkedHashMap<String, NumberFormat>();
        MiniFloat.BUILT_IN.forEach(format -> formats.put(format.name(), format));
        formats.put(Float32.FORMAT.name(), Float32.FORMAT);
        Codebooks.ALL.forEach(format -> formats.put(format.name(), format));
        BlockScaled.BUILT_IN.forEach(format -> formats.put(format.name(), format));
        return Map.copyOf(formats);
    }

    static NumberFormat parse(String name, Collection<? extends NumberFormat> custom) {
        try {
            return find(name, custom)
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "number format '"
                                            + name
                                            + "' is unknown. Maybe "
                                            + suggestion(name, custom)
                                            + "."));
        } catch (Range problem) {
            throw new IllegalArgumentException(
                    "number format '" + name + "': " + problem.getMessage(), problem);
        }
    }

    /// A name of a family whose number is out of range.
    private static final class Range extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Range(IllegalArgumentException problem) {
            super(problem.getMessage(), problem);
        }
    }

    private static Optional<NumberFormat> find(
            String name, Collection<? extends NumberFormat> custom) {
        for (NumberFormat format : custom) {
            if (format.name().equals(name)) {
                return Optional.of(format);
            }
        }
        NumberFormat single = SINGLE.get(name);
        if (single != null) {
            return Optional.of(single);
        }
        try {
            return family(name, custom);
        } catch (Range problem) {
            throw problem;
        } catch (IllegalArgumentException problem) {
            throw new Range(problem);
        }
    }

    private static Optional<NumberFormat> family(
            String name, Collection<? extends NumberFormat> custom) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            int bits = Integer.parseInt(numbered.group(2));
            return Optional.ofNullable(FAMILIES.get(numbered.group(1)))
                    .map(format -> format.apply(bits));
        }
        Matcher words = TWO_WORDS.matcher(name);
        if (words.matches()) {
            return Optional.of(
                    new TwoWordLog(
                            Integer.parseInt(words.group(1)), Integer.parseInt(words.group(2))));
        }
        Matcher grouped = GROUPED.matcher(name);
        return grouped.matches()
                ? find(grouped.group(1), custom)
                        .map(element ->
                                BlockScaled.grouped(element, Integer.parseInt(grouped.group(2))))
                : Optional.empty();
    }

    static boolean isBuiltIn(String name) {
        try {
            return find(name, List.of()).isPresent();
        } catch (Range outOfRange) {
            return true;
        }
    }

    private static String suggestion(String name, Collection<? extends NumberFormat> custom) {
        var names = new ArrayList<String>();
        custom.forEach(format -> names.add(format.name()));
        names.addAll(names());
        return Nearest.one(name, names)
                .orElse(
                        "int8, uint4, pot4, apot4, stlq4r25, dense3, log4, fp8e4m3, nf4, mxfp4 or"
                                + " int4g128");
    }

    static List<String> names() {
        var names = new ArrayList<String>();
        numbered(names, "int", 1, 16);
        numbered(names, "uint", 1, 16);
        numbered(names, "pot", 2, 5);
        numbered(names, "apot", 3, 7);
        numbered(names, "uapot", 2, 6);
        numbered(names, "dense", 2, 4);
        numbered(names, "log", 2, 4);
        MiniFloat.BUILT_IN.forEach(format -> names.add(format.name()));
        Codebooks.ALL.forEach(format -> names.add(format.name()));
        BlockScaled.BUILT_IN.forEach(format -> names.add(format.name()));
        names.addAll(List.of("stlq3r25", "stlq4r25", "int4g32", "int4g128", "int8g128", "nf4g64"));
        return names;
    }

    private static void numbered(List<String> names, String family, int least, int greatest) {
        for (int bits = least; bits <= greatest; bits++) {
            names.add(family + bits);
        }
    }
}
