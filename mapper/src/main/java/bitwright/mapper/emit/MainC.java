package bitwright.mapper.emit;

import bitwright.kernels.codec.ExactWeights;
import bitwright.workload.Operand;
import java.util.Arrays;

/// A `main` behind a kernel in C: it draws the operands, runs the kernel once, and compares a hash
/// of all outputs with that of the reference kernel; it returns 0 if they are equal.
public final class MainC {
    private MainC() {}

    /// The kernel's file with its `main`.
    ///
    /// @param seed of the operands
    /// @throws IllegalArgumentException as [KernelC#text] does
    /// @throws ArithmeticException if the reference kernel refuses these operands
    public static String text(LayerKernel kernel, long seed) {
        String text = KernelC.text(kernel);
        SeededTensors tensors = SeededTensors.of(kernel, seed);
        ReferenceOutputs expected =
                ReferenceOutputs.of(kernel, tensors.input(), tensors.weightCodes());
        Source source = new Source();
        source.line("")
                .line("#include <inttypes.h>")
                .line("#include <stdio.h>")
                .line("")
                .comment("Seeded operands: splitmix64, one draw for each value.")
                .open("static uint64_t draw(uint64_t *state)")
                .line("uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);")
                .line("mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);")
                .line("mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);")
                .line("return mixed ^ (mixed >> 31);")
                .close()
                .line("");
        ExactWeights activations = ExactWeights.of(kernel.precision().activations());
        ExactWeights weights = ExactWeights.of(kernel.precision().weights());
        boolean isInteger = activations.decoding() == ExactWeights.Decoding.INTEGER;
        int[] inputs = SeededTensors.numbers(activations).map(activations::integer).toArray();
        int[] codes = SeededTensors.numbers(weights).toArray();
        boolean allCodes = codes.length == weights.format().codes();
        if (!isInteger) {
            source.numbers("int32_t", "activation_integer", Arrays.stream(inputs));
        }
        if (!allCodes) {
            source.numbers("uint16_t", "weight_code", Arrays.stream(codes));
        }
        array(source, KernelC.activationType(kernel), "input", kernel, Operand.INPUT);
        array(source, KernelC.weightType(kernel), "weights", kernel, Operand.WEIGHT);
        array(source, KernelC.sumType(kernel), "sums", kernel, Operand.OUTPUT);
        String output = KernelC.outputType(kernel);
        if (output != null) {
            array(source, output, "output", kernel, Operand.OUTPUT);
        }
        source.line("");
        source.open("int main(void)").line("uint64_t state = UINT64_C(" + unsigned(seed) + ");");
        String drawn = "draw(&state) % " + inputs.length + "u";
        source.open("for (int64_t i = 0; i < " + kernel.nest().elements(Operand.INPUT) + "; i++)")
                .line(
                        "input[i] = ("
                                + KernelC.activationType(kernel)
                                + ")"
                                + (isInteger
                                        ? signed(activations, drawn)
                                        : "activation_integer[" + drawn + "]")
                                + ";")
                .close();
        String code = "draw(&state) % " + codes.length + "u";
        source.open("for (int64_t i = 0; i < " + kernel.nest().elements(Operand.WEIGHT) + "; i++)")
                .line(
                        "weights[i] = ("
                                + KernelC.weightType(kernel)
                                + ")"
                                + (allCodes ? "(" + code + ")" : "weight_code[" + code + "]")
                                + ";")
                .close();
        source.line(
                "const int refused = "
                        + kernel.function()
                        + "(input, weights, sums"
                        + (output == null ? "" : ", output")
                        + ");");
        source.line("uint64_t hash = UINT64_C(0xcbf29ce484222325);");
        source.open("for (int64_t i = 0; i < " + kernel.nest().elements(Operand.OUTPUT) + "; i++)")
                .line(
                        "hash = (hash ^ (uint64_t)(int64_t)"
                                + (output == null ? "sums" : "output")
                                + "[i]) * UINT64_C(0x100000001b3);")
                .close();
        source.line("const uint64_t reference = UINT64_C(" + unsigned(expected.hash()) + ");");
        source.line(
                "printf(\"%s: "
                        + kernel.nest().elements(Operand.OUTPUT)
                        + " outputs, hash %016\" PRIx64 \", reference %016\" PRIx64 \"\\n\",");
        source.line(
                "       refused ? \"refused\" : hash == reference ? \"equal\" : \"DIFFERENT\", hash,"
                        + " reference);");
        source.line("return refused || hash != reference;").close();
        return text + source;
    }

    /// Choices of an integer format are drawn as codes, which count up from 0 and then, where
    /// signed, from the least.
    private static String signed(ExactWeights format, String drawn) {
        long half = -(long) format.least();
        return half == 0
                ? "(" + drawn + ")"
                : "((int64_t)((" + drawn + ") ^ " + half + "u) - " + half + ")";
    }

    private static String unsigned(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static void array(
            Source source, String type, String name, LayerKernel kernel, Operand operand) {
        source.line("static " + type + " " + name + "[" + kernel.nest().elements(operand) + "];");
    }
}
