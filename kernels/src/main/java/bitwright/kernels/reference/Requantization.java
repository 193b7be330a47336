package bitwright.kernels.reference;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.Rounding;
import bitwright.kernels.requantization.RequantizationRule;
import java.util.List;

/// From one integer scale to another: per channel an added bias, a dyadic factor, one named rule,
/// and a clamp.
///
/// `q = clamp(rule(value + bias[c], factor[c]), minimum, maximum)`
///
/// @param biases one 32-bit integer for each channel, in units of the incoming values
/// @param factors one for each channel
/// @param rule how the product with a factor becomes an integer
/// @param minimum least result
/// @param maximum greatest result
public record Requantization(
        List<Integer> biases,
        List<Dyadic> factors,
        RequantizationRule rule,
        int minimum,
        int maximum) {
    public Requantization {
        biases = List.copyOf(biases);
        factors = List.copyOf(factors);
        if (biases.size() != factors.size() || factors.isEmpty() || minimum > maximum) {
            throw new IllegalArgumentException(
                    "a requantization needs as many biases as factors, at least one, and minimum at"
                            + " most maximum.");
        }
    }

    /// A requantization that rounds the exact products.
    public Requantization(
            List<Integer> biases,
            List<Dyadic> factors,
            Rounding rounding,
            int minimum,
            int maximum) {
        this(biases, factors, RequantizationRule.exact(rounding), minimum, maximum);
    }

    /// One factor for all channels and no bias.
    public static Requantization uniform(
            Dyadic factor, RequantizationRule rule, int minimum, int maximum) {
        return new Requantization(List.of(0), List.of(factor), rule, minimum, maximum);
    }

    /// One factor for all channels and no bias, rounding the exact products.
    public static Requantization uniform(
            Dyadic factor, Rounding rounding, int minimum, int maximum) {
        return uniform(factor, RequantizationRule.exact(rounding), minimum, maximum);
    }

    /// Channels; a single one serves every channel of a tensor.
    public int channels() {
        return factors.size();
    }

    /// Requantizes one value of a channel.
    ///
    /// @throws ArithmeticException if a register of the rule overflows, which for the exact rules
    ///   it cannot with 32-bit values and biases
    public int apply(long value, int channel) {
        long scaled = rule.apply(value + biases.get(channel), factors.get(channel));
        return (int) Math.clamp(scaled, minimum, maximum);
    }

    /// Requantizes whole planes, laid out `[image][channel][position]`.
    ///
    /// @throws IllegalArgumentException if the values do not divide into planes
    public int[] apply(int[] values, int positions) {
        if (positions < 1 || values.length % positions != 0) {
            throw new IllegalArgumentException(
                    values.length + " values do not divide into planes of " + positions + ".");
        }
        int[] output = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            output[i] = apply(values[i], i / positions % channels());
        }
        return output;
    }
}
