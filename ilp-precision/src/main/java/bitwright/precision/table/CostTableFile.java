package bitwright.precision.table;

import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.Coupling;
import bitwright.precision.table.CostTable.LayerChoices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The cost table's file, `bitwright-cost-table/1`: JSON as `cost-table.schema.json` describes it.
public final class CostTableFile {
    /// The format that a file must declare.
    public static final String FORMAT = "bitwright-cost-table/1";

    private static final long MAXIMUM_BYTES = 64L << 20;

    private CostTableFile() {}

    /// Reads a table.
    ///
    /// @throws TableFileException if the file says something wrong
    /// @throws IOException if it cannot be read
    public static CostTable read(Path file) throws IOException {
        return parse(bounded(file), file.toString());
    }

    /// The text of a file of bounded size.
    public static String bounded(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new TableFileException(file + ": is a folder. Give a JSON file.");
        }
        if (Files.size(file) > MAXIMUM_BYTES) {
            throw new TableFileException(
                    file
                            + ": has "
                            + Files.size(file)
                            + " bytes; at most "
                            + MAXIMUM_BYTES
                            + " are read.");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /// Parses a table; `file` is what complaints call it.
    ///
    /// @throws TableFileException if the text says something wrong
    public static CostTable parse(String json, String file) {
        JsonPlace root =
                JsonPlace.parse(json, file)
                        .object(List.of("format", "network", "layers"), "couplings", "pairs");
        if (!root.child("format").text().equals(FORMAT)) {
            throw root.child("format")
                    .wrong("(" + root.child("format").text() + ") must be " + FORMAT + ".");
        }
        List<LayerChoices> layers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonPlace place : root.child("layers").list()) {
            LayerChoices layer = layer(place);
            if (!names.add(layer.name())) {
                throw place.wrong("repeats the layer '" + layer.name() + "'. Rename one.");
            }
            layers.add(layer);
        }
        if (layers.isEmpty()) {
            throw root.child("layers").wrong("must have at least one layer.");
        }
        CouplingReader reader = new CouplingReader(layers);
        List<Coupling> couplings = new ArrayList<>();
        if (root.has("couplings")) {
            root.child("couplings").list().forEach(at -> couplings.add(reader.coupling(at)));
        }
        List<AllowedPairs> pairs = new ArrayList<>();
        if (root.has("pairs")) {
            root.child("pairs").list().forEach(at -> pairs.add(reader.pairs(at)));
        }
        return new CostTable(root.child("network").text(), layers, couplings, pairs);
    }

    private static LayerChoices layer(JsonPlace place) {
        place.object(List.of("name", "choices"));
        List<Choice> choices = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonPlace at : place.child("choices").list()) {
            at.object(List.of("name", "loss", "costs"), "attributes");
            Choice choice =
                    new Choice(
                            at.child("name").text(),
                            at.child("loss").number(),
                            at.child("costs").numbers(),
                            at.has("attributes") ? at.child("attributes").texts() : Map.of());
            choice.costs()
                    .forEach((name, cost) -> {
                        if (cost < 0) {
                            throw at.child("costs")
                                    .child(name)
                                    .wrong("(" + cost + ") must be at least 0.");
                        }
                        if (name.equals(Measure.LOSS_NAME)) {
                            throw at.child("costs")
                                    .child(name)
                                    .wrong("is a cost with the loss's name. Maybe 'lost'?");
                        }
                    });
            if (!names.add(choice.name())) {
                throw at.wrong("repeats the choice '" + choice.name() + "'. Rename one.");
            }
            choices.add(choice);
        }
        if (choices.isEmpty()) {
            throw place.child("choices").wrong("must have at least one choice.");
        }
        return new LayerChoices(place.child("name").text(), choices);
    }

    /// The file's text; the same table gives the same bytes.
    public static String text(CostTable table) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        root.put("format", FORMAT).put("network", table.network());
        var layers = root.putArray("layers");
        for (LayerChoices layer : table.layers()) {
            ObjectNode at = layers.addObject().put("name", layer.name());
            var choices = at.putArray("choices");
            for (Choice choice : layer.choices()) {
                ObjectNode row =
                        choices.addObject().put("name", choice.name()).put("loss", choice.loss());
                choice.costs().forEach(row.putObject("costs")::put);
                choice.attributes().forEach(row.putObject("attributes")::put);
            }
        }
        var couplings = root.putArray("couplings");
        for (Coupling coupling : table.couplings()) {
            ObjectNode at = couplings.addObject().put("attribute", coupling.attribute());
            coupling.layers().forEach(at.putArray("layers")::add);
            if (!coupling.reason().isEmpty()) {
                at.put("reason", coupling.reason());
            }
        }
        if (!table.pairs().isEmpty()) {
            var pairs = root.putArray("pairs");
            table.pairs().forEach(allowed -> put(pairs.addObject(), allowed));
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode at, AllowedPairs allowed) {
        at.putObject("first")
                .put("layer", allowed.first().layer())
                .put("attribute", allowed.first().attribute());
        at.putObject("second")
                .put("layer", allowed.second().layer())
                .put("attribute", allowed.second().attribute());
        ArrayNode list = at.putArray("allowed");
        allowed.pairs().forEach(pair -> list.addArray().add(pair.first()).add(pair.second()));
    }

    /// Writes a table.
    ///
    /// @throws IOException if it cannot be written
    public static void write(Path file, CostTable table) throws IOException {
        WholeFiles.write(file, text(table).getBytes(StandardCharsets.UTF_8));
    }
}
