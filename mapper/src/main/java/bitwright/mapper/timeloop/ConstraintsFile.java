package bitwright.mapper.timeloop;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.ParallelAxis;
import bitwright.arch.reader.Cursor;
import bitwright.arch.reader.MachineFileException;
import bitwright.arch.reader.YamlKind;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.Relation;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The strict reader of constraints: Bitwright's own files, and Timeloop's.
///
/// ```yaml
/// format: bitwright-constraints/1
/// dataflow: row-stationary
/// levels:
///   sums: {loops: {oy: 1, c: <=4, fx: whole, others: 1}, order: [k, c], keep: [output], bypass: [input]}
/// axes:
///   rows: {fy: whole, c: <=4, others: 1}
///   all: {ox: 1}
/// utilization: {least: 0.5, greatest: 1}
/// ```
///
/// `others` stands for all dimensions that are not named; `order` begins with the innermost loop;
/// `all` stands for all axes together.
public final class ConstraintsFile {
    /// The first line of every file of our own.
    public static final String FORMAT = "bitwright-constraints/1";

    private static final YamlKind KIND = new YamlKind("constraints", "format: " + FORMAT, true);
    private static final String OTHERS = "others";
    private static final String ALL_AXES = "all";

    private final Accelerator accelerator;
    private final List<LoopRule> loops = new ArrayList<>();
    private final List<SpreadRule> spreads = new ArrayList<>();
    private final List<OrderRule> orders = new ArrayList<>();
    private final List<ResidenceRule> residences = new ArrayList<>();

    private ConstraintsFile(Accelerator accelerator) {
        this.accelerator = accelerator;
    }

    /// Reads constraints for a machine; a text without our first line is Timeloop's.
    ///
    /// @param file what errors call it
    /// @throws MachineFileException if the text says something unknown, or names what the machine
    ///   lacks; the message names file, path, value and cure
    public static Constraints parse(String yaml, String file, Accelerator accelerator) {
        Cursor root = Cursor.parse(yaml, file, KIND);
        if (!root.has("format")) {
            return TimeloopConstraints.of(root, accelerator);
        }
        if (!root.at("format").text().equals(FORMAT)) {
            throw root.at("format").refused("is not supported. Maybe " + FORMAT + ".");
        }
        return new ConstraintsFile(accelerator).constraints(root);
    }

    private Constraints constraints(Cursor root) {
        root.withKeys(
                List.of("format"), List.of("dataflow", "levels", "axes", "utilization", "source"));
        if (root.has("levels")) {
            List<String> names = accelerator.memories().stream().map(MemoryLevel::name).toList();
            for (Cursor level : root.at("levels").entries("buffer: {keep: [weight]}")) {
                level(level, known("level", key(level), names, level));
            }
        }
        if (root.has("axes")) {
            List<String> names =
                    new ArrayList<>(
                            accelerator.units().stream()
                                    .flatMap(unit -> unit.axes().stream())
                                    .map(ParallelAxis::name)
                                    .distinct()
                                    .toList());
            names.add(ALL_AXES);
            for (Cursor axis : root.at("axes").entries("rows: {c: 4}")) {
                String name = known("axis", key(axis), names, axis);
                @Nullable String one = name.equals(ALL_AXES) ? null : name;
                extents(axis)
                        .forEach((dim, extent) -> spreads.add(new SpreadRule(one, dim, extent)));
            }
        }
        double least = 0;
        double greatest = 1;
        if (root.has("utilization")) {
            Cursor share = root.at("utilization").withKeys(List.of(), List.of("least", "greatest"));
            least = share.has("least") ? share(share.at("least")) : 0;
            greatest = share.has("greatest") ? share(share.at("greatest")) : 1;
            if (least > greatest) {
                throw share.at("least").refused("must not exceed greatest. Maybe swap them.");
            }
        }
        return new Constraints(
                root.has("dataflow") ? dataflow(root.at("dataflow")) : null,
                loops,
                spreads,
                orders,
                residences,
                least,
                greatest);
    }

    private static double share(Cursor place) {
        double share = place.amount();
        if (share > 1) {
            throw place.refused("must be at most 1. Maybe a share, such as 0.5.");
        }
        return share;
    }

    private static String key(Cursor place) {
        return place.path().substring(place.path().indexOf('.') + 1);
    }

    private String known(String what, String name, List<String> names, Cursor place) {
        if (!names.contains(name)) {
            throw place.refused(
                    "is no "
                            + what
                            + " of '"
                            + accelerator.name()
                            + "'. Maybe one of "
                            + String.join(", ", names)
                            + ".");
        }
        return name;
    }

    private void level(Cursor place, String name) {
        place.withKeys(List.of(), List.of("loops", "order", "keep", "bypass"));
        if (place.has("loops")) {
            extents(place.at("loops"))
                    .forEach((dim, extent) -> loops.add(new LoopRule(name, dim, extent)));
        }
        if (place.has("order")) {
            List<Dim> order = new ArrayList<>();
            for (Cursor dim : place.at("order").items("a dimension, such as k")) {
                order.add(dim(dim, dim.text()));
                if (order.indexOf(order.getLast()) < order.size() - 1) {
                    throw dim.refused("is there twice. Maybe remove one.");
                }
            }
            orders.add(new OrderRule(name, order));
        }
        List<Operand> kept = operands(place, "keep");
        for (Operand operand : kept) {
            residences.add(new ResidenceRule(name, operand, Residence.KEEP));
        }
        for (Operand operand : operands(place, "bypass")) {
            if (kept.contains(operand)) {
                throw place.at("bypass")
                        .refused("has " + operand.label() + ", which is kept. Maybe remove one.");
            }
            residences.add(new ResidenceRule(name, operand, Residence.BYPASS));
        }
    }

    private static List<Operand> operands(Cursor place, String key) {
        List<Operand> operands = new ArrayList<>();
        if (!place.has(key)) {
            return operands;
        }
        for (Cursor name : place.at(key).items("an operand, such as weight")) {
            operands.add(
                    Arrays.stream(Operand.values())
                            .filter(operand -> operand.label().equals(name.text()))
                            .findFirst()
                            .orElseThrow(() ->
                                    name.refused("is no operand. Maybe input, weight or output.")));
        }
        return operands;
    }

    private static Map<Dim, Extent> extents(Cursor place) {
        Map<Dim, Extent> extents = new TreeMap<>();
        @Nullable Extent others = null;
        for (Cursor entry : place.entries("c: 4")) {
            String name = entry.path().substring(place.path().length() + 1);
            if (name.equals(OTHERS)) {
                others = extent(entry);
            } else {
                extents.put(dim(entry, name), extent(entry));
            }
        }
        if (others != null) {
            for (Dim dim : Dim.values()) {
                extents.putIfAbsent(dim, others);
            }
        }
        return extents;
    }

    private static Extent extent(Cursor place) {
        if (!place.isText()) {
            return new Extent(Relation.EXACTLY, place.count(1));
        }
        String text = place.text().strip();
        if (text.equals("whole")) {
            return Extent.WHOLE;
        }
        if (!text.matches("<= *[1-9][0-9]{0,8}")) {
            throw place.refused("is no extent. Maybe 4, <=4 or whole.");
        }
        return new Extent(Relation.AT_MOST, Integer.parseInt(text.substring(2).strip()));
    }

    private static Dim dim(Cursor place, String label) {
        return Dim.of(label)
                .orElseThrow(() ->
                        place.refused(
                                "is no dimension. Maybe one of "
                                        + Arrays.stream(Dim.values())
                                                .map(Dim::label)
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }

    private static Dataflow dataflow(Cursor place) {
        return Arrays.stream(Dataflow.values())
                .filter(dataflow -> dataflow.label().equals(place.text()))
                .findFirst()
                .orElseThrow(() ->
                        place.refused(
                                "is no dataflow. Maybe one of "
                                        + Arrays.stream(Dataflow.values())
                                                .map(Dataflow::label)
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }
}
