package bitwright.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    int batch() {
        return Arguments.batch(batch);
    }

    /// Extents by the name of an input or axis.
    Map<String, List<Integer>> sizes() {
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
