package bitwright.arch.format;

/// Checks of widths and codes that all formats share.
final class Codes {
    private Codes() {}

    /// @throws IllegalArgumentException naming both ends of the range
    static void requireBits(int bits, int least, int greatest) {
        if (bits < least || bits > greatest) {
            throw new IllegalArgumentException(
                    "bits (" + bits + ") must be " + least + " to " + greatest + ".");
        }
    }

    /// @throws IllegalArgumentException if the format has no such code
    static void require(NumberFormat format, int code) {
        if (code < 0 || code >= format.codes()) {
            throw new IllegalArgumentException(
                    "code " + code + " does not fit " + format.name() + ".");
        }
    }
}
