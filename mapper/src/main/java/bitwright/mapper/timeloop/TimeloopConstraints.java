package bitwright.mapper.timeloop;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.reader.Cursor;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Constraints.Extent;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.Residence;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Timeloop's constraints of a map space, for a machine.
///
/// They stand under `mapspace` (in the list that its `constraints` names), `mapspace_constraints`,
/// `architecture_constraints` or `constraints`; several sections hold together. What is spread at
/// targets that the file does not mention is taken to be nothing.
final class TimeloopConstraints {
    private static final List<String> SECTIONS =
            List.of(
                    "mapspace_constraints",
                    "architecture_constraints",
                    "mapspace",
                    "constraints",
                    "arch",
                    "architecture",
                    "problem",
                    "mapper",
                    "components",
                    "variables",
                    "globals");

    private final Accelerator accelerator;
    private final TimeloopTargets targets;
    private final List<LoopRule> loops = new ArrayList<>();
    private final List<OrderRule> orders = new ArrayList<>();
    private final List<ResidenceRule> residences = new ArrayList<>();
    private double least;

    private TimeloopConstraints(Accelerator accelerator, TimeloopTargets targets) {
        this.accelerator = accelerator;
        this.targets = targets;
    }

    static Constraints of(Cursor root, Accelerator accelerator) {
        List<Cursor> entries = entries(root);
        if (entries.isEmpty()) {
            throw root.refused(
                    "has no constraints. Maybe `format: "
                            + ConstraintsFile.FORMAT
                            + "`, or Timeloop's mapspace_constraints.");
        }
        entries.forEach(TimeloopConstraints::check);
        TimeloopConstraints read =
                new TimeloopConstraints(
                        accelerator, TimeloopTargets.of(root, entries, accelerator));
        SpatialFactors spatial = new SpatialFactors();
        for (Cursor entry : entries) {
            switch (entry.at("type").text()) {
                case "temporal" -> read.temporal(entry);
                case "spatial" -> spatial.add(entry);
                case "utilization", "parallelism" -> read.utilization(entry.at("min"));
                default -> read.residence(entry);
            }
        }
        List<SpreadRule> spreads = spatial.rules();
        return new Constraints(
                null, read.loops, spreads, read.orders, read.residences, read.least, 1);
    }

    private static List<Cursor> entries(Cursor root) {
        if (root.isList()) {
            return root.items("an entry with target and type");
        }
        root.withKeys(List.of(), SECTIONS);
        List<Cursor> entries = new ArrayList<>();
        for (String section :
                List.of("architecture_constraints", "mapspace_constraints", "constraints")) {
            if (root.has(section)) {
                entries.addAll(list(root.at(section)));
            }
        }
        if (root.has("mapspace")) {
            Cursor mapspace = root.at("mapspace");
            if (!mapspace.isList()
                    && mapspace.has("constraints")
                    && mapspace.at("constraints").isText()) {
                String key = "constraints_" + mapspace.at("constraints").text();
                mapspace.withKeys(List.of("constraints", key));
                entries.addAll(list(mapspace.at(key)));
            } else {
                entries.addAll(list(mapspace));
            }
        }
        return entries;
    }

    /// A section is the list itself, or has it under `targets` or `constraints`.
    private static List<Cursor> list(Cursor section) {
        if (section.isList()) {
            return section.items("an entry with target and type");
        }
        section.withKeys(List.of(), List.of("version", "targets", "constraints"));
        List<Cursor> entries = new ArrayList<>();
        for (String key : List.of("targets", "constraints")) {
            if (section.has(key)) {
                entries.addAll(section.at(key).items("an entry with target and type"));
            }
        }
        return entries;
    }

    private static void check(Cursor entry) {
        entry.require("type");
        switch (entry.at("type").text()) {
            case "datatype", "bypass" ->
                    entry.withKeys(List.of("target", "type"), List.of("keep", "bypass"));
            case "temporal" ->
                    entry.withKeys(List.of("target", "type"), List.of("factors", "permutation"));
            case "spatial" ->
                    entry.withKeys(
                            List.of("target", "type"), List.of("factors", "permutation", "split"));
            case "utilization", "parallelism" ->
                    entry.withKeys(List.of("type", "min"), List.of("target"));
            default ->
                    throw entry.at("type")
                            .refused(
                                    "is unknown. Maybe temporal, spatial, datatype, bypass or"
                                            + " utilization.");
        }
    }

    private void temporal(Cursor entry) {
        int level = targets.level(TimeloopTargets.name(entry));
        Map<Dim, Extent> factors = TimeloopWords.factors(entry);
        List<Dim> order = TimeloopWords.permutation(entry);
        if (level == TimeloopTargets.NO_LEVEL) {
            factors.forEach((dim, extent) -> {
                if (!extent.equals(Extent.NONE)) {
                    throw entry.at("factors")
                            .refused(
                                    "has loops at '"
                                            + TimeloopTargets.name(entry)
                                            + "', which is no level of '"
                                            + accelerator.name()
                                            + "'. Maybe factors of 1.");
                }
            });
            return;
        }
        String name = name(level);
        factors.forEach((dim, extent) -> loops.add(new LoopRule(name, dim, extent)));
        if (!order.isEmpty()) {
            orders.add(new OrderRule(name, order));
        }
    }

    private void residence(Cursor entry) {
        int level = targets.level(TimeloopTargets.name(entry));
        List<Operand> kept = TimeloopWords.dataSpaces(entry, "keep");
        List<Operand> bypassed = TimeloopWords.dataSpaces(entry, "bypass");
        if (level == TimeloopTargets.NO_LEVEL) {
            if (!kept.isEmpty()) {
                throw entry.at("target")
                        .refused(
                                "is no level of '" + accelerator.name() + "'. Maybe keep nothing.");
            }
            return;
        }
        for (Operand operand : kept) {
            if (bypassed.contains(operand)) {
                throw entry.refused(
                        "keeps and bypasses "
                                + TimeloopWords.dataSpace(operand)
                                + ". Maybe remove one.");
            }
            residences.add(new ResidenceRule(name(level), operand, Residence.KEEP));
        }
        for (Operand operand : bypassed) {
            residences.add(new ResidenceRule(name(level), operand, Residence.BYPASS));
        }
    }

    private void utilization(Cursor place) {
        double share = place.amount();
        if (share > 1) {
            throw place.refused("must be at most 1. Maybe a share, such as 0.5.");
        }
        least = Math.max(least, share);
    }

    private String name(int level) {
        MemoryLevel memory = accelerator.memories().get(level);
        return memory.name();
    }
}
