package bitwright.arch.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The grammar of format names.
final class FormatNames {
    private static final Pattern NAME = Pattern.compile("(int|uint|pot)(0|[1-9][0-9]?)");

    private FormatNames() {}

    static NumberFormat parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
            int bits = Integer.parseInt(matcher.group(2));
            try {
                return switch (matcher.group(1)) {
                    case "int" -> new Int(bits, true);
                    case "uint" -> new Int(bits, false);
                    default -> new PowerOfTwo(bits);
                };
            } catch (IllegalArgumentException problem) {
                throw new IllegalArgumentException(
                        "number format '" + name + "': " + problem.getMessage(), problem);
            }
        }
        throw new IllegalArgumentException(
                "number format '"
                        + name
                        + "' is unknown. Maybe int8, uint4 or pot4: int or uint of up to 16 bits, or pot of 2 to 5 bits.");
    }
}
