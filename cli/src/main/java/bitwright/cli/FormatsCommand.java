package bitwright.cli;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.cli.flow.MachineSource;
import bitwright.reports.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `bitwright formats`: the number formats, or the values of one.
@Command(
        name = "formats",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the number formats with their bits, the bits that a value takes in memory (with what blocks share), and",
            "their least and greatest value before any scale; of a format that is named, the value of every code."
        },
        footer = {
            "",
            "A precision is a format of weights and one of activations: w4a8 is int4 and int8, pot4a8 is pot4 and int8,",
            "fp8e4m3afp8e4m3 is fp8e4m3 twice. Machine files define further formats as lists of values.",
            "",
            "Examples:",
            "  bitwright formats",
            "  bitwright formats pot4",
            "  bitwright formats --machine hw-configs/t4.yaml   # those that the machine computes with"
        })
final class FormatsCommand implements Callable<Integer> {
    private static final long SAMPLE = 1L << 20;
    private static final int MOST_CODES = 1 << 16;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A format whose codes are printed.")
    private @Nullable String name;

    @Option(
            names = {"-m", "--machine"},
            paramLabel = "FILE",
            description = "Only formats that this machine has instructions for.")
    private @Nullable Path machine;

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = output.terminal();
        Accelerator accelerator =
                machine == null ? null : MachineSource.load(machine).accelerator();
        if (name == null) {
            Collection<NumberFormat> formats =
                    accelerator == null ? builtIn() : computedWith(accelerator);
            print(terminal, () -> json(formats), () -> table(formats));
        } else {
            NumberFormat format = named(name, accelerator);
            print(terminal, () -> JsonText.print(codesJson(format)), () -> codes(format));
        }
        return 0;
    }

    private void print(Terminal terminal, Supplier<String> json, Supplier<String> table) {
        if (output.json) {
            terminal.result(json.get());
        } else {
            terminal.table(table.get());
        }
    }

    private static NumberFormat named(String name, @Nullable Accelerator accelerator) {
        NumberFormat format;
        try {
            format =
                    NumberFormat.parse(
                            name, accelerator == null ? List.of() : accelerator.codebooks());
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(String.valueOf(problem.getMessage()), problem);
        }
        if (format.bits() > 16) {
            throw new BadInputException(
                    "number format '"
                            + name
                            + "' has more than "
                            + MOST_CODES
                            + " codes. Maybe 'bitwright formats' for its range.");
        }
        return format;
    }

    private static Collection<NumberFormat> builtIn() {
        List<NumberFormat> formats = new ArrayList<>();
        NumberFormat.builtInNames().forEach(each -> formats.add(NumberFormat.parse(each)));
        return formats;
    }

    private static SequencedSet<NumberFormat> computedWith(Accelerator accelerator) {
        SequencedSet<NumberFormat> formats = new LinkedHashSet<>();
        accelerator.units().stream()
                .flatMap(unit -> unit.instructions().stream())
                .map(Instruction::precision)
                .forEach(precision -> {
                    formats.add(precision.weights());
                    formats.add(precision.activations());
                });
        return formats;
    }

    private static double storedBits(NumberFormat format) {
        return format.storageBits(SAMPLE) / (double) SAMPLE;
    }

    private static String table(Collection<NumberFormat> formats) {
        List<List<String>> rows = new ArrayList<>();
        for (NumberFormat format : formats) {
            rows.add(
                    List.of(
                            format.name(),
                            Integer.toString(format.bits()),
                            Units.number(storedBits(format)),
                            value(format.least()),
                            value(format.greatest()),
                            format.description()));
        }
        return TextTable.of(
                List.of("format", "bits", "stored", "least", "greatest", "what it is"), rows, 1, 5);
    }

    private static String json(Collection<NumberFormat> formats) {
        ObjectNode root = JsonText.of("formats");
        ArrayNode rows = root.putArray("formats");
        formats.forEach(format -> put(rows.addObject(), format));
        return JsonText.print(root);
    }

    private static void put(ObjectNode row, NumberFormat format) {
        row.put("name", format.name())
                .put("bits", format.bits())
                .put("storedBits", storedBits(format))
                .put("least", format.least())
                .put("greatest", format.greatest())
                .put("description", format.description());
    }

    private static ObjectNode codesJson(NumberFormat format) {
        ObjectNode root = JsonText.of("number-format");
        put(root, format);
        ArrayNode values = root.putArray("values");
        for (int code = 0; code < format.codes(); code++) {
            double value = format.decode(code);
            if (Double.isFinite(value)) {
                values.add(value);
            } else {
                values.add(Double.toString(value));
            }
        }
        return root;
    }

    private static String codes(NumberFormat format) {
        List<List<String>> rows = new ArrayList<>();
        for (int code = 0; code < format.codes(); code++) {
            String bits = Integer.toBinaryString(code);
            rows.add(
                    List.of(
                            Integer.toString(code),
                            "0".repeat(Math.max(0, format.bits() - bits.length())) + bits,
                            value(format.decode(code))));
        }
        return TextTable.of(List.of("code", "bits", "value"), rows, 0)
                + String.format(Locale.ROOT, "%n%n%s: %s", format.name(), format.description());
    }

    private static String value(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Math.abs(value) < 1e15 || !Double.isFinite(value)
                        ? Double.toString(value)
                        : Units.number(value);
    }
}
