package bitwright.cli;

import bitwright.arch.reader.MachineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bitwright new machine`: a machine file to start from.
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a machine file to start from: it is valid, every key has a comment, and every number is an assumption that",
            "waits for yours. An existing file is never overwritten."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright new machine",
            "  bitwright new machine my-dsp --organisation vector-processor -o my-dsp.yaml"
        })
final class NewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /// What can be made.
    enum Kind {
        MACHINE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the machine spends time.
    enum Organisation {
        SPATIAL_ARRAY,
        VECTOR_PROCESSOR,
        TENSOR_PROCESSOR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Parameters(index = "0", paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
    private Kind kind = Kind.MACHINE;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            defaultValue = "my-machine",
            description = "The machine's name (default: ${DEFAULT-VALUE}).")
    private String name = "my-machine";

    @Option(
            names = "--organisation",
            paramLabel = "NAME",
            defaultValue = "spatial-array",
            description = {
                "How the machine spends time, one of ${COMPLETION-CANDIDATES}: a grid of processing elements,",
                "a SIMD processor with packets of instructions, or a GPU (default: ${DEFAULT-VALUE})."
            })
    private Organisation organisation = Organisation.SPATIAL_ARRAY;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file (default: standard output).")
    private @Nullable Path file;

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new BadInputException(
                    "NAME '"
                            + name
                            + "' must be letters, digits, '.', '_' and '-' that begin with a letter or a digit. Maybe my-machine.");
        }
        String text = text();
        MachineReader.parse(text, name);
        if (file != null) {
            write(file, text);
        }
        Terminal terminal = output.terminal();
        if (output.json) {
            terminal.result(
                    JsonText.print(
                            JsonText.of("new")
                                    .put("kind", kind.toString())
                                    .put("name", name)
                                    .put("organisation", organisation.toString())
                                    .put("file", file == null ? null : file.toString())
                                    .put("text", text)));
        } else if (file == null) {
            terminal.result(text.stripTrailing());
        } else {
            terminal.table("machine: " + file);
        }
        return 0;
    }

    private String text() throws IOException {
        return resource("head.txt") + resource(organisation + ".yaml").replace("@NAME@", name);
    }

    private static void write(Path file, String text) throws IOException {
        try {
            FileWriter.writeNew(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException problem) {
            throw new BadInputException(
                    file + ": already exists and is not overwritten. Choose another file with -o.",
                    problem);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = NewCommand.class.getResourceAsStream("templates/" + name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
