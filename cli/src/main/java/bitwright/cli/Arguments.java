package bitwright.cli;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of command-line values, each with the line that says what is wrong.
final class Arguments {
    private Arguments() {}

    static int batch(int batch) {
        if (batch < 1 || batch > 4096) {
            throw new BadInputException("--batch (" + batch + ") must be 1 to 4096.");
        }
        return batch;
    }

    static int images(int images) {
        if (images < 0 || images > 1_000_000) {
            throw new BadInputException("--images (" + images + ") must be 0 to 1000000.");
        }
        return images;
    }

    /// A precision by its short name, of built-in formats and of those that the machine defines.
    static Precision precision(String name, Accelerator machine) {
        try {
            return machine.precision(name);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--precision: " + problem.getMessage(), problem);
        }
    }

    /// A number format by its name, built in or of the machine; null for none.
    static @Nullable NumberFormat format(@Nullable String name, Accelerator machine) {
        try {
            return name == null ? null : NumberFormat.parse(name, machine.codebooks());
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--cache: " + problem.getMessage(), problem);
        }
    }

    /// Budgets as `NAME=VALUE`, in the order given.
    static Map<String, Double> budgets(List<String> texts) {
        Map<String, Double> budgets = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new BadInputException(
                        "--max '" + text + "' must be NAME=VALUE. Maybe --max size=4.5.");
            }
            String name = text.substring(0, equals);
            double value;
            try {
                value = Double.parseDouble(text.substring(equals + 1));
            } catch (NumberFormatException problem) {
                throw new BadInputException(
                        "--max " + text + ": '" + text.substring(equals + 1) + "' is no number.",
                        problem);
            }
            if (!Double.isFinite(value)) {
                throw new BadInputException("--max " + text + ": the budget must be finite.");
            }
            if (budgets.put(name, value) != null) {
                throw new BadInputException("--max " + name + " is given twice. Keep one.");
            }
        }
        return budgets;
    }

    /// The installation's root: where the machines and models that come with Bitwright lie.
    static Path root() {
        String root = System.getProperty("bitwright.root");
        return root == null ? Path.of("") : Path.of(root);
    }
}
