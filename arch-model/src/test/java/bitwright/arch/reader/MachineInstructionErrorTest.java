package bitwright.arch.reader;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Instructions that no unit can have: one line with file, path, value and cure.
final class MachineInstructionErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
                    new Mistake(
                            "latency: 3",
                            "latency: 1",
                            "units[0].instructions[0].latency (1) must be at least issueInterval"
                                    + " (2). Maybe 2."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 0",
                            "units[0].instructions[0].issueInterval (0) must be at least 1. Maybe"
                                    + " 1."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 0.999",
                            "units[0].instructions[0].issueInterval (0.999) must be at least 1."
                                    + " Maybe 1."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 1.2345",
                            "units[0].instructions[0].issueInterval (1.2345) must have at most 3"
                                    + " digits after the point. Maybe 1.235."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 1e300",
                            "units[0].instructions[0].issueInterval (1.0E300) must be at most"
                                    + " 2147483647. Maybe a digit too many."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: two",
                            "units[0].instructions[0].issueInterval (two) must be a whole number."
                                    + " Maybe write it without quotes, units or commas."),
                    new Mistake(
                            "issueInterval: 2",
                            "issueInterval: 3.25",
                            "units[0].instructions[0].latency (3) must be at least issueInterval"
                                    + " (3.25). Maybe 4."),
                    new Mistake(
                            "m: 1\n        n: 1",
                            "m: 4\n        n: 1",
                            "units[0].instructions[0].m (4) must be 1: a processing element of a"
                                    + " spatial array adds to one sum. Maybe 1, with more rows or"
                                    + " columns."),
                    new Mistake(
                            "n: 32",
                            "n: 128",
                            "units[1].instructions[0] is an impossible tile: its operands (4128"
                                    + " bits) exceed memory buffer (4096 bits). Maybe a smaller m,"
                                    + " n or k."),
                    new Mistake(
                            "n: 32",
                            "n: 65537",
                            "units[1].instructions[0].n (65537) must be at most 65536. Maybe a"
                                    + " digit too many."),
                    new Mistake(
                            "k: 32",
                            "k: 0",
                            "units[2].instructions[0].k (0) must be at least 1. Maybe 1."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {multply: 2}",
                            "units[1].instructions[0].slots.multply (2) is a slot that the unit"
                                    + " lacks. Maybe multiply."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {multiply: 3}",
                            "units[1].instructions[0].slots.multiply (3) is more than the 2 that"
                                    + " a packet has. Maybe 2, and a longer issueInterval."),
                    new Mistake(
                            "slots: {multiply: 2}",
                            "slots: {}",
                            "units[1].instructions[0].slots is empty. Maybe `{multiply: 1}`."),
                    new Mistake(
                            "weights: pot4",
                            "weights: pot9",
                            "units[0].instructions[0].weights: number format 'pot9': bits (9) must"
                                    + " be 2 to 5."),
                    new Mistake(
                            "weights: pot4",
                            "weights: fp8e4m4",
                            "units[0].instructions[0].weights: number format 'fp8e4m4' is unknown."
                                    + " Maybe fp8e4m3."),
                    new Mistake(
                            "accumulatorBits: 24",
                            "accumulatorBits: 14",
                            "units[0].instructions[0].accumulatorBits (14) must be at least 15 to"
                                    + " hold one product of pot4 and int8. Maybe 32."),
                    new Mistake(
                            "accumulatorBits: 24",
                            "accumulatorBits: 65",
                            "units[0].instructions[0].accumulatorBits (65) must be 8 to 64. Maybe"
                                    + " 32."),
                    new Mistake(
                            "[int4, uint4]",
                            "[int4, int4]",
                            "units[2].instructions[0].activations[1] (int4) repeats"
                                    + " units[2].instructions[0].activations[0]. Maybe another"
                                    + " name."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }
}
