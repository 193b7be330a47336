package bitwright.cli;

import bitwright.cli.flow.ModelSource;
import bitwright.workload.zoo.Phase;
import bitwright.workload.zoo.ZooSize;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that size a model's inputs.
final class InputOptions {
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batch size (default: ${DEFAULT-VALUE}).")
    private int batch = 1;

    @Option(
            names = "--shape",
            paramLabel = "NAME=EXTENTS",
            description =
                    "Size of an input or of a symbolic axis that an ONNX model leaves open, such as x=1,3,48,192 or sequence_length=128; may be repeated.")
    private List<String> shapes = List.of();

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description =
                    "What a language model of the zoo does: prefill (a whole prompt) or decode (one more token of every sequence, the others cached).")
    private @Nullable String phase;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description =
                    "Tokens of each sequence of a language model of the zoo, the new one included (default: 512).")
    private @Nullable Integer context;

    int batch() {
        return Arguments.batch(batch);
    }

    /// The size of a network of the zoo.
    ///
    /// @throws BadInputException if the phase or the context is none
    private ZooSize zooSize() {
        if (context != null && context < 1) {
            throw new BadInputException("--context must be at least 1, not " + context + ".");
        }
        return new ZooSize(batch(), phase(), context == null ? 0 : context);
    }

    /// Loads a model at these sizes.
    ///
    /// @throws BadInputException if a flag is given that only language models understand, and this
    ///   is none
    /// @throws IOException if the file cannot be read
    ModelSource load(String model) throws IOException {
        if ((phase != null || context != null) && !ModelSource.isLanguageModel(model)) {
            throw new BadInputException(
                    model + ": only language models of the zoo have --phase and --context.");
        }
        return ModelSource.load(model, zooSize(), sizes());
    }

    private Phase phase() {
        if (phase == null) {
            return Phase.PREFILL;
        }
        for (Phase known : Phase.values()) {
            if (known.label().equals(phase)) {
                return known;
            }
        }
        throw new BadInputException("--phase '" + phase + "' must be prefill or decode.");
    }

    /// Extents by the name of an input or axis.
    private Map<String, List<Integer>> sizes() {
        Map<String, List<Integer>> sizes = new LinkedHashMap<>();
        for (String shape : shapes) {
            int equals = shape.lastIndexOf('=');
            if (equals < 1) {
                throw new BadInputException(
                        "--shape '" + shape + "' must be NAME=EXTENTS. Maybe x=1,3,224,224.");
            }
            String name = shape.substring(0, equals);
            if (sizes.put(name, extents(shape, shape.substring(equals + 1))) != null) {
                throw new BadInputException("--shape " + name + " is given twice. Keep one.");
            }
        }
        return sizes;
    }

    /// As the command line has it, for reports.
    String text() {
        return " --batch "
                + batch
                + (phase == null ? "" : " --phase " + phase)
                + (context == null ? "" : " --context " + context)
                + shapes.stream().map(shape -> " --shape " + shape).collect(Collectors.joining());
    }

    /// The shapes as given, for reports; empty if there are none.
    String shapesText() {
        return String.join(" ", shapes);
    }

    private static List<Integer> extents(String shape, String text) {
        try {
            return List.of(text.split(",", -1)).stream().map(Integer::valueOf).toList();
        } catch (NumberFormatException problem) {
            throw new BadInputException(
                    "--shape " + shape + ": '" + text + "' is no list of sizes. Maybe 1,3,224,224.",
                    problem);
        }
    }
}
