package bitwright.arch.format;

/// A two's complement accumulator register.
///
/// @param bits width, 8 to 64
public record Accumulator(int bits) {
    public Accumulator {
        if (bits < 8 || bits > 64) {
            throw new IllegalArgumentException("accumulator bits (" + bits + ") must be 8 to 64.");
        }
    }
}
