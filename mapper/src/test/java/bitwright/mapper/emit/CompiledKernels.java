package bitwright.mapper.emit;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Operand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Many emitted kernels in one program that reads their operands and writes their results, all in
/// the machine's own byte order.
final class CompiledKernels {
    /// One kernel with its operands.
    private record Case(String name, LayerKernel kernel, int[] input, int[] weightCodes) {}

    private final SystemCompiler compiler;
    private final Path folder;
    private final List<Case> cases = new ArrayList<>();

    CompiledKernels(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        compiler = new SystemCompiler(folder);
    }

    /// A function name that no other kernel of the program has.
    String nextFunction() {
        return "kernel_" + cases.size();
    }

    void add(String name, LayerKernel kernel, int[] input, int[] weightCodes) {
        cases.add(new Case(name, kernel, input, weightCodes));
    }

    /// Compiles all, runs all, and compares every sum and output with the reference kernels; how
    /// many values were compared.
    long compare() throws IOException, InterruptedException {
        List<String> files = new ArrayList<>(List.of("driver.c"));
        ByteArrayOutputStream operands = new ByteArrayOutputStream();
        for (Case each : cases) {
            String file = each.kernel().function() + ".c";
            Files.writeString(folder.resolve(file), KernelC.text(each.kernel()));
            files.add(file);
            write(operands, each.input(), KernelC.activationType(each.kernel()));
            write(operands, each.weightCodes(), KernelC.weightType(each.kernel()));
        }
        Files.writeString(folder.resolve("driver.c"), driver());
        Files.write(folder.resolve("operands"), operands.toByteArray());
        compiler.compile(files, "program");
        SystemCompiler.Outcome outcome = compiler.execute("program", "operands");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        ByteBuffer results =
                ByteBuffer.wrap(outcome.output().getBytes(StandardCharsets.ISO_8859_1))
                        .order(ByteOrder.nativeOrder());
        long compared = 0;
        for (Case each : cases) {
            compared += compare(each, results);
        }
        assertThat(results.remaining()).isZero();
        return compared;
    }

    private static long compare(Case each, ByteBuffer results) {
        LayerKernel kernel = each.kernel();
        String output = KernelC.outputType(kernel);
        int count = Math.toIntExact(kernel.nest().elements(Operand.OUTPUT));
        int refused = results.getInt();
        ReferenceOutputs expected;
        try {
            expected = ReferenceOutputs.of(kernel, each.input(), each.weightCodes());
        } catch (ArithmeticException overflow) {
            // The kernel adds in another order; operands are such that it must notice all the same.
            assertThat(refused).as("%s refuses: %s", each.name(), overflow.getMessage()).isOne();
            read(results, KernelC.sumType(kernel), count);
            if (output != null) {
                read(results, output, count);
            }
            return 0;
        }
        assertThat(refused).as("%s %s", each.name(), kernel).isZero();
        assertThat(read(results, KernelC.sumType(kernel), count))
                .as("%s: sums of %s", each.name(), kernel)
                .isEqualTo(expected.sums());
        if (output != null) {
            assertThat(read(results, output, count))
                    .as("%s: outputs of %s", each.name(), kernel)
                    .isEqualTo(expected.outputs());
        }
        return output == null ? count : 2L * count;
    }

    private String driver() {
        Source source = new Source();
        source.line("#include <stdint.h>").line("#include <stdio.h>");
        for (Case each : cases) {
            source.line(KernelC.signature(each.kernel()) + ";");
        }
        source.open("int main(void)");
        for (Case each : cases) {
            LayerKernel kernel = each.kernel();
            String output = KernelC.outputType(kernel);
            source.open("");
            array(source, KernelC.activationType(kernel), "input", kernel, Operand.INPUT);
            array(source, KernelC.weightType(kernel), "weights", kernel, Operand.WEIGHT);
            array(source, KernelC.sumType(kernel), "sums", kernel, Operand.OUTPUT);
            String call = kernel.function() + "(input, weights, sums";
            if (output != null) {
                array(source, output, "output", kernel, Operand.OUTPUT);
                call += ", output";
            }
            source.line("if (fread(input, sizeof input, 1, stdin) != 1) return 2;")
                    .line("if (fread(weights, sizeof weights, 1, stdin) != 1) return 2;")
                    .line("const int refused = " + call + ");")
                    .line("fwrite(&refused, sizeof refused, 1, stdout);")
                    .line("fwrite(sums, sizeof sums, 1, stdout);");
            if (output != null) {
                source.line("fwrite(output, sizeof output, 1, stdout);");
            }
            source.close();
        }
        source.line("return 0;").close();
        return source.toString();
    }

    private static void array(
            Source source, String type, String name, LayerKernel kernel, Operand operand) {
        source.line("static " + type + " " + name + "[" + kernel.nest().elements(operand) + "];");
    }

    private static int bytes(String type) {
        return Integer.parseInt(type.replaceAll("[^0-9]", "")) / Byte.SIZE;
    }

    private static void write(ByteArrayOutputStream stream, int[] values, String type) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * bytes(type)).order(ByteOrder.nativeOrder());
        for (int value : values) {
            switch (bytes(type)) {
                case 1 -> buffer.put((byte) value);
                case 2 -> buffer.putShort((short) value);
                default -> buffer.putInt(value);
            }
        }
        stream.writeBytes(buffer.array());
    }

    private static long[] read(ByteBuffer buffer, String type, int count) {
        boolean unsigned = type.startsWith("u");
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    switch (bytes(type)) {
                        case 1 -> unsigned ? buffer.get() & 0xff : buffer.get();
                        case 2 -> unsigned ? buffer.getShort() & 0xffff : buffer.getShort();
                        case 4 -> buffer.getInt();
                        default -> buffer.getLong();
                    };
        }
        return values;
    }
}
