package bitwright.mapper.emit;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.Requantization;
import bitwright.kernels.requantization.RequantizationRule;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;

/// A layer's requantization in C: the bias, the dyadic factor, the named rule and the clamp,
/// without an operation that C leaves undefined.
///
/// An engine's register that would overflow, which the reference refuses, makes the kernel return
/// 1.
final class RequantizationC {
    /// Products of such values with 31-bit multipliers stay within 64 bits.
    private static final long GREATEST_VALUE = 1L << 32;

    private final Requantization requantization;

    private RequantizationC(Requantization requantization) {
        this.requantization = requantization;
    }

    /// @param greatestSum greatest magnitude of a sum
    /// @throws IllegalArgumentException if a product could leave 64 bits; the message is one line
    static RequantizationC of(Requantization requantization, long greatestSum) {
        long greatestBias =
                requantization.biases().stream()
                        .mapToLong(bias -> Math.abs((long) bias))
                        .max()
                        .orElse(0);
        if (greatestSum > GREATEST_VALUE - greatestBias) {
            throw new IllegalArgumentException(
                    "accumulators with biases may reach "
                            + greatestSum
                            + " + "
                            + greatestBias
                            + ", whose products with 31-bit factors leave 64 bits. Maybe an"
                            + " accumulator of 32 bits.");
        }
        for (Dyadic factor : requantization.factors()) {
            if (factor.multiplier() > Integer.MAX_VALUE
                    || factor.shift() < 0
                    || factor.shift() > 1 << 14) {
                throw new IllegalArgumentException(
                        "requantization factor "
                                + factor.multiplier()
                                + " / 2^"
                                + factor.shift()
                                + " must have a multiplier of 31 bits and a shift to the right.");
            }
        }
        return new RequantizationC(requantization);
    }

    /// The type of one output.
    String type() {
        return IntegerType.holding(requantization.minimum(), requantization.maximum());
    }

    /// Defines tables and `requantized`.
    void define(Source source) {
        source.comment(
                "Bias, multiplier and shift of "
                        + (requantization.channels() == 1 ? "all channels" : "each channel")
                        + ": a sum stands for (sum + bias) * multiplier / 2^shift.");
        source.numbers(
                "int32_t",
                "channel_bias",
                requantization.biases().stream().mapToInt(Integer::intValue));
        source.numbers(
                "int32_t",
                "channel_multiplier",
                requantization.factors().stream().mapToInt(factor -> (int) factor.multiplier()));
        source.numbers(
                "int16_t",
                "channel_shift",
                requantization.factors().stream().mapToInt(Dyadic::shift));
        rule(source, requantization.rule());
        source.open("static int64_t requantized(int64_t sum, int64_t channel, int *refused)")
                .line(
                        "const int64_t value = rounded(sum + channel_bias[channel],"
                                + " channel_multiplier[channel], channel_shift[channel], refused);")
                .line("const int64_t least = " + literal(requantization.minimum()) + ";")
                .line("const int64_t greatest = " + literal(requantization.maximum()) + ";")
                .line("return value < least ? least : value > greatest ? greatest : value;")
                .close();
    }

    private static String literal(int value) {
        return value < 0 ? "-INT64_C(" + -(long) value + ")" : "INT64_C(" + value + ")";
    }

    /// Writes the requantization of all sums.
    void apply(Source source, LoopNest nest) {
        long positions = (long) nest.outputHeight() * nest.outputWidth();
        long outputs = RegisterC.sums(nest);
        String channel =
                requantization.channels() == 1
                        ? "0"
                        : "i / " + positions + " % " + requantization.channels();
        source.open("for (int64_t i = 0; i < " + outputs + "; i++)")
                .line(
                        "output[i] = ("
                                + type()
                                + ")requantized(sums[i], "
                                + channel
                                + ", &refused);")
                .close();
    }

    /// Defines `rounded(value, multiplier, shift, refused)`.
    private static void rule(Source source, RequantizationRule rule) {
        floorShift(source);
        source.comment("Rule " + rule.label() + ".");
        List<String> body = new ArrayList<>();
        switch (rule) {
            case HALF_EVEN -> exact(body, "rest > half || (rest == half && (floor & 1) != 0)");
            case HALF_UP -> exact(body, "rest >= half");
            case HALF_AWAY -> exact(body, "rest > half || (rest == half && product >= 0)");
            case FLOOR -> exact(body, "0");
            case HAWQ_PYTORCH -> {
                halfEven(source);
                body.add("(void)refused;");
                body.add("/* The product as a double has it: 53 bits, ties to even. */");
                body.add("int64_t product = value * multiplier;");
                body.add("int drop = 0;");
                body.add(
                        "while (half_even(product, drop) >= INT64_C(9007199254740992) ||"
                                + " half_even(product, drop) <= -INT64_C(9007199254740992)) drop++;");
                body.add(
                        "if (shift <= drop) return half_even(product, drop) * (INT64_C(1) << (drop - shift));");
                body.add("return half_even(half_even(product, drop), shift - drop);");
            }
            case TVM_UPWARD -> tvm(body, "half");
            case TVM_TONEAREST -> tvm(body, "(product >= 0 ? half : half - 1)");
            case TVM_TRUNCATE -> {
                tvmProduct(body);
                body.add("return floor_shift(product, right > 63 ? 63 : right);");
            }
            case TFLITE_DOUBLE -> tfliteDouble(body);
            case TFLITE_SINGLE -> {
                requireInt32(body);
                body.add("if (31 - shift < -31) return 0;");
                requireShift(body);
                body.add(
                        "return floor_shift(value * multiplier + (INT64_C(1) << (shift - 1)), shift);");
            }
        }
        source.open(
                "static int64_t rounded(int64_t value, int64_t multiplier, int shift, int"
                        + " *refused)");
        body.forEach(source::line);
        source.close();
    }

    /// A shift to the right toward minus infinity.
    private static void floorShift(Source source) {
        source.open("static int64_t floor_shift(int64_t value, int shift)")
                .line("return value < 0 ? ~(~value >> shift) : value >> shift;")
                .close();
    }

    private static void halfEven(Source source) {
        source.open("static int64_t half_even(int64_t value, int shift)")
                .line("if (shift == 0) return value;")
                .line("if (shift > 63) return 0;")
                .line("const int64_t floor = floor_shift(value, shift);")
                .line("const uint64_t rest = (uint64_t)value & ((UINT64_C(1) << shift) - 1);")
                .line("const uint64_t half = UINT64_C(1) << (shift - 1);")
                .line(
                        "return rest > half || (rest == half && (floor & 1) != 0) ? floor + 1 : floor;")
                .close();
    }

    /// The exact product, rounded once.
    private static void exact(List<String> body, String up) {
        body.add("(void)refused;");
        body.add("const int64_t product = value * multiplier;");
        body.add("if (shift == 0) return product;");
        boolean floor = up.equals("0");
        body.add("if (shift > 63) return " + (floor ? "product < 0 ? -1 : 0;" : "0;"));
        body.add("const int64_t floor = floor_shift(product, shift);");
        if (floor) {
            body.add("return floor;");
            return;
        }
        body.add("const uint64_t rest = (uint64_t)product & ((UINT64_C(1) << shift) - 1);");
        body.add("const uint64_t half = UINT64_C(1) << (shift - 1);");
        body.add("return " + up + " ? floor + 1 : floor;");
    }

    private static void requireInt32(List<String> body) {
        body.add("if (value < INT32_MIN || value > INT32_MAX) { *refused = 1; return 0; }");
    }

    /// The engines know shifts of factors below 2^31 alone.
    private static void requireShift(List<String> body) {
        body.add("if (shift < 1) { *refused = 1; return 0; }");
    }

    private static void tvmProduct(List<String> body) {
        requireInt32(body);
        requireShift(body);
        body.add("const int left = shift < 31 ? 31 - shift : 0;");
        body.add("const int right = (shift > 31 ? shift - 31 : 0) + 31;");
        body.add("const int64_t scale = multiplier * (INT64_C(1) << left);");
        body.add(
                "if (value > INT64_MAX / scale || value < INT64_MIN / scale) { *refused = 1; return"
                        + " 0; }");
        body.add("const int64_t product = value * scale;");
    }

    private static void tvm(List<String> body, String half) {
        tvmProduct(body);
        body.add("if (right > 62) return 0;");
        body.add("const int64_t half = INT64_C(1) << (right - 1);");
        body.add("if (product > INT64_MAX - " + half + ") { *refused = 1; return 0; }");
        body.add("return floor_shift(product + " + half + ", right);");
    }

    private static void tfliteDouble(List<String> body) {
        requireInt32(body);
        body.add("const int exponent = 31 - shift;");
        body.add("if (exponent < -31) return 0;");
        requireShift(body);
        body.add("const int left = exponent > 0 ? exponent : 0;");
        body.add("const int right = exponent < 0 ? -exponent : 0;");
        body.add("const int64_t moved = value * (INT64_C(1) << left);");
        body.add("if (moved < INT32_MIN || moved > INT32_MAX) { *refused = 1; return 0; }");
        body.add("const int64_t product = moved * multiplier;");
        body.add(
                "const int64_t nudge = product >= 0 ? INT64_C(1073741824) : INT64_C(1) -"
                        + " INT64_C(1073741824);");
        body.add("const int64_t high = (product + nudge) / INT64_C(2147483648);");
        body.add("const int64_t mask = (INT64_C(1) << right) - 1;");
        body.add("const int64_t rest = (int64_t)((uint64_t)high & (uint64_t)mask);");
        body.add("const int64_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);");
        body.add("return floor_shift(high, right) + (rest > threshold ? 1 : 0);");
    }
}
