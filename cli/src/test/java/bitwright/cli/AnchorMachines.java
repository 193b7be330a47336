package bitwright.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/// Which machine files the anchors of `docs/validation.md` hold: what reports show as their
/// validation, as data made from the page.
final class AnchorMachines {
    /// The first words of anchors that hold one machine file's model each.
    private static final Map<String, String> OF = new LinkedHashMap<>();

    private static final List<String> COLUMNS =
            List.of("anchor", "expected", "obtained", "error", "allowed", "source");
    private static final List<String> BESTS =
            List.of("a100-80", "h100-sxm", "h200", "b200", "a10", "rtx-4090");

    static {
        OF.put("Eyeriss, ", "eyeriss");
        OF.put("TPUv1 ", "tpu-v1");
        for (int multipliers : new int[] {2048, 512, 128, 32}) {
            OF.put("NVDLA, " + multipliers + " multipliers", "nvdla-" + multipliers);
        }
        OF.put("T4 ", "t4");
        OF.put("T4, ", "t4");
        OF.put("A10, ", "a10");
        OF.put("A100, ", "a100-80");
        OF.put("RTX 4090, ", "rtx-4090");
        OF.put("Jetson Orin, ", "jetson-orin-64");
        OF.put("Hexagon v66 ", "hexagon-v66");
        OF.put("ONNX Runtime, ", "zen3-avx2");
        BESTS.forEach(machine -> OF.put("Best achieved product, " + machine + ",", machine));
    }

    private AnchorMachines() {}

    /// The rows of the page by machine file, as JSON text.
    static String json(String page) {
        Map<String, List<Map<String, String>>> machines = new TreeMap<>();
        page.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| anchor "))
                .forEach(line -> {
                    String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
                    if (cells.length != COLUMNS.size()) {
                        throw new AssertionError("no row of six cells: " + line);
                    }
                    String machine = machine(cells[0]);
                    if (!machine.isEmpty()) {
                        Map<String, String> row = new LinkedHashMap<>();
                        for (int column = 0; column < cells.length; column++) {
                            row.put(COLUMNS.get(column), cells[column]);
                        }
                        machines.computeIfAbsent(machine, name -> new ArrayList<>()).add(row);
                    }
                });
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return new JsonMapper().writer().with(printer).writeValueAsString(machines) + "\n";
    }

    /// The machine file that an anchor holds; empty where it holds none, or several together.
    private static String machine(String anchor) {
        for (PhoneLatencies.Engine engine : PhoneLatencies.Engine.values()) {
            if (anchor.contains(", " + engine.label)) {
                return engine.machine;
            }
        }
        return OF.entrySet().stream()
                .filter(entry -> anchor.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
