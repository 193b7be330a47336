package bitwright.kernels.reference;

import java.util.Arrays;
import java.util.Locale;

/// What an accumulator register does with a sum that it cannot hold.
public enum Overflow {
    /// The work is refused.
    REFUSE,
    /// The bits above the register are lost (two's complement).
    WRAP,
    /// The register stays at its least or greatest value.
    SATURATE;

    /// The name by which command lines call it, e.g. `wrap`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The behaviour of a name, in any case.
    ///
    /// @throws IllegalArgumentException if none has that name; the message lists all
    public static Overflow parse(String name) {
        for (Overflow overflow : values()) {
            if (overflow.name().equalsIgnoreCase(name)) {
                return overflow;
            }
        }
        throw new IllegalArgumentException(
                "overflow '"
                        + name
                        + "' is unknown. It must be one of "
                        + String.join(", ", Arrays.stream(values()).map(Overflow::label).toList())
                        + ".");
    }
}
