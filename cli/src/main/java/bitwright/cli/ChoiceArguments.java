package bitwright.cli;

import bitwright.cli.flow.ChoiceOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// The flags that say what the layers of a model may choose among.
final class ChoiceArguments {
    @Option(
            names = "--candidates",
            paramLabel = "P",
            split = ",",
            description =
                    "With MODEL: the precisions that may be chosen, such as w8a8,w4a8 (default: all of the machine).")
    private List<String> candidates = new ArrayList<>();

    @Option(
            names = "--tied",
            description =
                    "With MODEL: activations as wide as the weights in every choice, as HAWQ has it.")
    private boolean tied;

    @Option(
            names = "--fix",
            paramLabel = "LAYER=CHOICE",
            description = "With MODEL: the only choice of a layer; repeatable.")
    private List<String> fixed = new ArrayList<>();

    @Option(
            names = "--narrow-additions",
            description =
                    "With MODEL: residual additions take their operands as stored, so that operands and sum share a format (default: they are wide).")
    private boolean narrowAdditions;

    @Option(
            names = "--separate-products",
            description =
                    "With MODEL: products that read one tensor (query, key, value) may differ (default: one fused product).")
    private boolean separateProducts;

    /// What is chosen among.
    ///
    /// @throws BadInputException if a fixed layer is not LAYER=CHOICE, or given twice
    ChoiceOptions options() {
        Map<String, String> byLayer = new LinkedHashMap<>();
        for (String each : fixed) {
            int equals = each.lastIndexOf('=');
            if (equals < 1 || equals == each.length() - 1) {
                throw new BadInputException(
                        "--fix '" + each + "' must be LAYER=CHOICE. Maybe conv1=w8a8.");
            }
            String layer = each.substring(0, equals);
            if (byLayer.put(layer, each.substring(equals + 1)) != null) {
                throw new BadInputException("--fix " + layer + " is given twice. Keep one.");
            }
        }
        return new ChoiceOptions(candidates, tied, byLayer, narrowAdditions, separateProducts);
    }

    /// The names of the candidates; empty for all.
    List<String> candidates() {
        return candidates;
    }

    /// The flags as they were given, for reports.
    String text() {
        StringBuilder text = new StringBuilder();
        if (!candidates.isEmpty()) {
            text.append(" --candidates ").append(String.join(",", candidates));
        }
        if (tied) {
            text.append(" --tied");
        }
        fixed.forEach(each -> text.append(" --fix ").append(each));
        if (narrowAdditions) {
            text.append(" --narrow-additions");
        }
        if (separateProducts) {
            text.append(" --separate-products");
        }
        return text.toString();
    }
}
