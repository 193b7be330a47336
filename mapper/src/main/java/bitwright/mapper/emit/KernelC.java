package bitwright.mapper.emit;

import bitwright.kernels.codec.ExactWeights;
import bitwright.kernels.reference.Requantization;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import org.jspecify.annotations.Nullable;

/// A layer in C11: one self-contained file with the schedule's loops, the exact arithmetic of its
/// formats, the accumulator register and the requantization.
///
/// The file needs nothing but `<stdint.h>`, allocates nothing and has no state. It uses no
/// operation that the standard leaves undefined; conversions and exact-width types are as every
/// compiler with two's complement `int64_t` has them.
public final class KernelC {
    private KernelC() {}

    /// The file's text.
    ///
    /// @throws IllegalArgumentException if a format has no exact integers, if sums could leave 64
    ///   bits, or if the arithmetic depends on an order of additions that the schedule has not; the
    ///   message is one line
    public static String text(LayerKernel kernel) {
        ExactWeights weights = ExactWeights.of(kernel.precision().weights());
        ExactWeights activations = ExactWeights.of(kernel.precision().activations());
        RegisterC register = RegisterC.of(kernel, weights, activations);
        WeightsC arithmetic = new WeightsC(weights, register);
        Requantization after = kernel.requantization();
        RequantizationC requantization =
                after == null ? null : RequantizationC.of(after, register.greatest());
        Source source = new Source();
        header(source, kernel, weights, activations, register);
        source.line("#include <stdint.h>").line("");
        register.define(source);
        source.line("");
        arithmetic.define(source);
        source.line("");
        if (requantization != null) {
            requantization.define(source);
            source.line("");
        }
        source.line(signature(kernel) + ";").line("");
        source.open(signature(kernel));
        if (register.refuses() || requantization != null) {
            source.line("int refused = 0;");
        }
        source.open("for (int64_t i = 0; i < " + RegisterC.sums(kernel.nest()) + "; i++)")
                .line("sums[i] = 0;")
                .close();
        new LoopsC(kernel, register, arithmetic).write(source);
        if (requantization != null) {
            requantization.apply(source, kernel.nest());
        }
        source.line(register.refuses() || requantization != null ? "return refused;" : "return 0;");
        source.close();
        return source.toString();
    }

    /// The kernel's declaration without its semicolon: a function of `input`, `weights`, `sums`
    /// and, where there is a requantization, `output`, that returns 0, or 1 where the reference
    /// refuses.
    public static String signature(LayerKernel kernel) {
        String output = outputType(kernel);
        return "int "
                + kernel.function()
                + "(const "
                + activationType(kernel)
                + " *restrict input, const "
                + weightType(kernel)
                + " *restrict weights, "
                + sumType(kernel)
                + " *restrict sums"
                + (output == null ? "" : ", " + output + " *restrict output")
                + ")";
    }

    /// The type of one activation: the narrowest that holds the integers of its format.
    public static String activationType(LayerKernel kernel) {
        ExactWeights activations = ExactWeights.of(kernel.precision().activations());
        return IntegerType.holding(activations.least(), activations.greatest());
    }

    /// The type of one weight's code.
    public static String weightType(LayerKernel kernel) {
        return WeightsC.type(ExactWeights.of(kernel.precision().weights()));
    }

    /// The type of one sum.
    public static String sumType(LayerKernel kernel) {
        return kernel.register().bits() <= Integer.SIZE ? "int32_t" : "int64_t";
    }

    /// The type of one output; null where the sums are the result.
    public static @Nullable String outputType(LayerKernel kernel) {
        Requantization after = kernel.requantization();
        return after == null ? null : IntegerType.holding(after.minimum(), after.maximum());
    }

    private static void header(
            Source source,
            LayerKernel kernel,
            ExactWeights weights,
            ExactWeights activations,
            RegisterC register) {
        LoopNest nest = kernel.nest();
        LoopNest.Window window = nest.window();
        source.line("/*").line(" * " + kernel.function() + ": one layer as its schedule runs it.");
        source.line(" *");
        source.line(
                " * out[b][g][k][oy][ox] = sum over c, fy, fx of in[b][g][c]["
                        + window.strideY()
                        + " oy + "
                        + window.dilationY()
                        + " fy - "
                        + window.padTop()
                        + "]["
                        + window.strideX()
                        + " ox + "
                        + window.dilationX()
                        + " fx - "
                        + window.padLeft()
                        + "] * weight[g][k][c][fy][fx]");
        source.line(
                " * b "
                        + nest.batch()
                        + ", g "
                        + nest.groups()
                        + ", k "
                        + nest.outputChannels()
                        + ", c "
                        + nest.inputChannels()
                        + ", oy "
                        + nest.outputHeight()
                        + ", ox "
                        + nest.outputWidth()
                        + ", fy "
                        + nest.filterHeight()
                        + ", fx "
                        + nest.filterWidth()
                        + "; input "
                        + nest.inputHeight()
                        + " x "
                        + nest.inputWidth()
                        + ", beyond it zero");
        source.line(" *");
        source.line(
                " * input: integers of "
                        + Source.plain(activations.format().name())
                        + unit(activations)
                        + "; weights: codes of "
                        + Source.plain(weights.format().name())
                        + unit(weights));
        source.line(" * sums: " + register.words());
        Requantization after = kernel.requantization();
        source.line(
                " * output: "
                        + (after == null
                                ? "the sums"
                                : "(sum + bias) * factor, rounded "
                                        + after.rule().label()
                                        + ", within "
                                        + after.minimum()
                                        + " and "
                                        + after.maximum()));
        source.line(" *");
        ScheduleText.print(kernel.schedule())
                .lines()
                .forEach(line -> source.line(" *   " + Source.plain(line)));
        source.line(" */");
    }

    private static String unit(ExactWeights format) {
        return format.exponent() == 0 ? "" : " in units of 2^" + -format.exponent();
    }
}
