package bitwright.kernels.network;

import bitwright.kernels.reference.Register;
import bitwright.kernels.requantization.RequantizationRule;

/// The arithmetic of an integer network.
///
/// @param rule how every requantization rounds
/// @param register the accumulator of every contraction; biases are added after it
public record IntegerOptions(RequantizationRule rule, Register register) {
    /// Half to even on exact products, 32 bits that must suffice.
    public static final IntegerOptions DEFAULT =
            new IntegerOptions(RequantizationRule.HALF_EVEN, Register.INT32);

    /// The same with another rule.
    public IntegerOptions with(RequantizationRule other) {
        return new IntegerOptions(other, register);
    }

    /// The same with another register.
    public IntegerOptions with(Register other) {
        return new IntegerOptions(rule, other);
    }
}
