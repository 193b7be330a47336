package bitwright.arch.format;

/// A number format of the hardware: how many bits a code has and which exact value each code means.
///
/// A format has no scale: scales, zero points and rounding belong to a quantization.
public sealed interface NumberFormat permits Int, PowerOfTwo {
    /// The name by which machine files and plans call the format, e.g. `int8`, `uint4`, `pot4`.
    String name();

    /// Bits of one code.
    int bits();

    /// The exact value of a code; the code is the unsigned bit pattern, `0 <= code < 2^bits`.
    ///
    /// @throws IllegalArgumentException if the code has more bits than the format
    double decode(int code);

    /// The part of a precision's name that this format gives as a weight format, e.g. `w8`, `pot4`.
    String weightLabel();

    /// Parses a format by name: `intN`, `uintN` (1 to 16 bits; signed from 2) or `potN` (2 to 5
    /// bits).
    ///
    /// @throws IllegalArgumentException if no format has that name; the message lists the legal
    ///   forms
    static NumberFormat parse(String name) {
        return FormatNames.parse(name);
    }
}
