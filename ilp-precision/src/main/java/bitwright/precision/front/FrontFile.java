package bitwright.precision.front;

import bitwright.precision.front.ParetoFront.Point;
import bitwright.precision.table.CsvText;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The front's files: `front.json` with the choices of every point, as `front.schema.json`
/// describes it, and a table for spreadsheets.
public final class FrontFile {
    private FrontFile() {}

    /// `front.json`; the same front gives the same bytes.
    public static String json(ParetoFront front) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        root.put("network", front.network())
                .put("first", front.first().name())
                .put("second", front.second().name())
                .put("tolerance", front.tolerance())
                .put("method", front.method());
        ArrayNode points = root.putArray("points");
        for (Point point : front.points()) {
            ObjectNode at = points.addObject().put("loss", point.loss());
            point.costs().forEach(at.putObject("costs")::put);
            point.choices().forEach(at.putObject("choices")::put);
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /// `front.csv`: one row for each point, with the loss, all costs and the choice of each layer.
    public static String csv(ParetoFront front) {
        StringBuilder text = new StringBuilder();
        for (Point point : front.points()) {
            if (text.isEmpty()) {
                text.append(
                        CsvText.row(
                                Stream.of(
                                                Stream.of("loss"),
                                                point.costs().keySet().stream(),
                                                point.choices().keySet().stream())
                                        .flatMap(names -> names)));
            }
            text.append(
                    CsvText.row(
                            Stream.of(
                                            Stream.of(Double.toString(point.loss())),
                                            point.costs().values().stream().map(String::valueOf),
                                            point.choices().values().stream())
                                    .flatMap(cells -> cells)));
        }
        return text.toString();
    }
}
