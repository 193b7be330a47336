package bitwright.arch.format;

import java.util.Collection;
import java.util.List;

/// The number formats of one multiply-accumulate: weights, activations and the accumulator.
public record Precision(NumberFormat weights, NumberFormat activations, Accumulator accumulator) {
    /// The accumulator that a short name means: 32-bit two's complement.
    public static final int ACCUMULATOR_BITS = 32;

    /// The short name by which plans, tables and command lines call it: `w4a8`, `pot4a8`,
    /// `fp8e4m3afp8e4m3`. It does not tell signed integer activations from unsigned ones, which the
    /// data decide.
    public String name() {
        return weights.weightLabel() + "a" + activations.activationLabel();
    }

    /// The same precision with unsigned activations of the same width, for tensors that are never
    /// negative; the same precision where the activations' family has no such form.
    public Precision withUnsignedActivations() {
        return activations instanceof Int
                ? new Precision(weights, new Int(activations.bits(), false), accumulator)
                : this;
    }

    /// The same precision with signed activations of the same width: what its name means.
    public Precision withSignedActivations() {
        return activations instanceof Int
                ? new Precision(weights, new Int(activations.bits(), true), accumulator)
                : this;
    }

    /// The same formats with another accumulator.
    public Precision withAccumulator(Accumulator other) {
        return new Precision(weights, activations, other);
    }

    /// Whether weights and activations have the same formats, whatever the accumulators.
    public boolean hasFormatsOf(Precision other) {
        return weights.equals(other.weights) && activations.equals(other.activations);
    }

    /// Parses a short name of built-in formats, with signed activations and a 32-bit accumulator.
    ///
    /// @throws IllegalArgumentException if the name has another form or a width is out of range
    public static Precision parse(String name) {
        return parse(name, List.of());
    }

    /// Parses a short name, with signed activations and a 32-bit accumulator.
    ///
    /// @param custom formats that a machine defines
    /// @throws IllegalArgumentException if the name has another form or a width is out of range
    public static Precision parse(String name, Collection<? extends NumberFormat> custom) {
        return PrecisionNames.parse(name, custom);
    }
}
