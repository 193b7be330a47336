package bitwright.arch.format;

import java.util.Collection;
import java.util.List;

/// A number format of the hardware: how many bits a code has and which exact value each code means.
///
/// A format has no scale: scales, zero points and rounding belong to a quantization.
public sealed interface NumberFormat
        permits Int,
                PowerOfTwo,
                AdditivePowerOfTwo,
                TwoWordLog,
                DenseShift,
                Log2,
                MiniFloat,
                Float32,
                Codebook,
                BlockScaled {
    /// The name by which machine files and plans call the format, e.g. `int8`, `uint4`, `pot4`,
    /// `fp8e4m3`, `mxfp4`.
    String name();

    /// Bits of one code, without what a block shares.
    int bits();

    /// How many codes there are: they are `0` to `codes() - 1`. Fewer than `2^bits` only in a
    /// codebook whose size is no power of two.
    default int codes() {
        return 1 << bits();
    }

    /// The exact value of a code; the code is the unsigned bit pattern, `0 <= code < codes()`. Some
    /// codes of floating point formats are NaN or infinite.
    ///
    /// @throws IllegalArgumentException if the format has no such code
    double decode(int code);

    /// The least finite value of all codes.
    double least();

    /// The greatest finite value of all codes.
    double greatest();

    /// Bits that so many values occupy in memory, with the scales and flags that they share.
    ///
    /// @param elements values, at least 0
    default long storageBits(long elements) {
        return Math.multiplyExact(elements, (long) bits());
    }

    /// The part of a precision's name that this format gives as a weight format, e.g. `w8`, `pot4`.
    default String weightLabel() {
        return name();
    }

    /// The part of a precision's name that this format gives as an activation format: the bits of
    /// an integer of either sign, e.g. `8`, and the name of every other format.
    default String activationLabel() {
        return name();
    }

    /// What the format is, in a few words for people.
    default String description() {
        return FormatDescriptions.of(this);
    }

    /// Parses a format by name: a built-in format, see [#builtInNames()], or `ELEMENTgN`, where
    /// every `N` elements share a 16-bit floating point scale (`int4g128`).
    ///
    /// @throws IllegalArgumentException if no format has that name; the message names the nearest
    static NumberFormat parse(String name) {
        return FormatNames.parse(name, List.of());
    }

    /// Parses a format by name, among the built-in ones and those that a machine defines.
    ///
    /// @throws IllegalArgumentException if no format has that name; the message names the nearest
    static NumberFormat parse(String name, Collection<? extends NumberFormat> custom) {
        return FormatNames.parse(name, custom);
    }

    /// Whether the name is in the grammar of built-in formats, even if its numbers are out of
    /// range: such a name belongs to no other format.
    static boolean isBuiltInName(String name) {
        return FormatNames.isBuiltIn(name);
    }

    /// The names of the built-in formats; of `stlqNrM` and `ELEMENTgN`, which have many, examples.
    static List<String> builtInNames() {
        return FormatNames.names();
    }
}
