package bitwright.mapper.emit;

import bitwright.kernels.codec.ExactWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The exact arithmetic of a weight format in C: what a code adds to a sum.
final class WeightsC {
    private final ExactWeights weights;
    private final RegisterC register;

    WeightsC(ExactWeights weights, RegisterC register) {
        this.weights = weights;
        this.register = register;
    }

    /// The type of one code.
    static String type(ExactWeights weights) {
        return weights.format().codes() <= 256 ? "uint8_t" : "uint16_t";
    }

    /// Defines tables and functions.
    void define(Source source) {
        switch (weights.decoding()) {
            case INTEGER -> {
                source.comment("A weight's code is the low bits of its integer.");
                source.open("static int64_t weight(unsigned code)");
                if (weights.least() < 0) {
                    long half = -(long) weights.least();
                    source.line(
                            "return (int64_t)code - (code >= "
                                    + half
                                    + "u ? "
                                    + 2 * half
                                    + " : 0);");
                } else {
                    source.line("return (int64_t)code;");
                }
                source.close();
            }
            case TABLE -> {
                source.comment(
                        "The integer of each code, in units of 2^-"
                                + weights.exponent()
                                + "; codes that mean no number have 0 and must not occur.");
                source.numbers(
                        "int32_t",
                        "weight_integer",
                        codes().map(code -> weights.isNumber(code) ? weights.integer(code) : 0));
                source.open("static int64_t weight(unsigned code)")
                        .line("return weight_integer[code];")
                        .close();
            }
            case SHIFTS -> shifts(source);
        }
    }

    private void shifts(Source source) {
        int most = codes().map(weights::terms).max().orElse(0);
        source.comment(
                "The terms of each code: how many, and for each its shift, 64 more where it is"
                        + " subtracted.");
        List<String> rows = new ArrayList<>();
        codes().forEach(code -> {
            StringBuilder row = new StringBuilder("{" + weights.terms(code));
            for (int term = 0; term < most; term++) {
                row.append(", ")
                        .append(
                                term >= weights.terms(code)
                                        ? 0
                                        : weights.shift(code, term)
                                                + (weights.isNegative(code, term) ? 64 : 0));
            }
            rows.add(row.append("}").toString());
        });
        source.line(
                "static const uint8_t weight_terms[" + rows.size() + "][" + (most + 1) + "] = {");
        for (int from = 0; from < rows.size(); from += 8) {
            source.line(
                    "    "
                            + String.join(", ", rows.subList(from, Math.min(rows.size(), from + 8)))
                            + ",");
        }
        source.line("};");
        source.comment("A shift of either sign: magnitudes are shifted, which is defined.");
        source.open("static int64_t shifted(int64_t value, unsigned term)")
                .line(
                        "const int64_t magnitude = (int64_t)((uint64_t)(value < 0 ? -value : value)"
                                + " << (term & 63u));")
                .line("return (value < 0) == (term >= 64u) ? magnitude : -magnitude;")
                .close();
    }

    /// The statements that add an activation times a weight to `sum`.
    void multiplyAdd(Source source, String activation, String code) {
        switch (weights.decoding()) {
            case INTEGER, TABLE ->
                    source.line(register.add("(int64_t)" + activation + " * weight(" + code + ")"));
            case SHIFTS ->
                    source.line("const uint8_t *term = weight_terms[" + code + "];")
                            .open("for (unsigned t = 1; t <= term[0]; t++)")
                            .line(register.add("shifted((int64_t)" + activation + ", term[t])"))
                            .close();
        }
    }

    private IntStream codes() {
        return IntStream.range(0, weights.format().codes());
    }
}
