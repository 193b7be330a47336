package bitwright.mapper.timeloop;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.reader.Cursor;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The targets of a Timeloop file as levels of a machine.
///
/// A target is the level of the same name, where letter case, `-` and `_` do not count. Where the
/// names differ, the targets that keep something are the machine's levels in their order, if they
/// are as many. Any other target keeps nothing: it is a place for loops alone.
final class TimeloopTargets {
    /// A target that keeps nothing.
    static final int NO_LEVEL = -1;

    private final List<String> innermostFirst;
    private final Map<String, Integer> levels;

    private TimeloopTargets(List<String> innermostFirst, Map<String, Integer> levels) {
        this.innermostFirst = innermostFirst;
        this.levels = levels;
    }

    /// Looks up the targets of entries.
    ///
    /// @param root the file, which may tell the order of its levels under `architecture` or `arch`
    /// @throws bitwright.arch.reader.MachineFileException if they are not the machine's levels
    static TimeloopTargets of(Cursor root, List<Cursor> entries, Accelerator accelerator) {
        Set<String> targets = new LinkedHashSet<>();
        Set<String> keepNothing = new LinkedHashSet<>();
        for (Cursor entry : entries) {
            if (!entry.has("target")) {
                continue;
            }
            String target = plain(entry.at("target").text());
            targets.add(target);
            if (bypassesAll(entry)) {
                keepNothing.add(target);
            }
        }
        List<String> ordered = new ArrayList<>(targets);
        List<String> told = told(root);
        if (!told.isEmpty()) {
            ordered.removeIf(target -> !told.contains(target));
            ordered.sort((left, right) -> told.indexOf(left) - told.indexOf(right));
            targets.stream().filter(target -> !told.contains(target)).forEach(ordered::addFirst);
        }
        Map<String, Integer> levels = new LinkedHashMap<>();
        List<String> keeping =
                ordered.stream().filter(target -> !keepNothing.contains(target)).toList();
        List<MemoryLevel> memories = accelerator.memories();
        List<String> names = memories.stream().map(memory -> word(memory.name())).toList();
        boolean byName =
                keeping.stream()
                        .allMatch(target ->
                                names.contains(word(target))
                                        || target.startsWith(TimeloopMapping.AXIS));
        if (!byName && keeping.size() != memories.size()) {
            throw root.refused(
                    "targets "
                            + String.join(", ", keeping)
                            + " where machine '"
                            + accelerator.name()
                            + "' has the levels "
                            + String.join(", ", memories.stream().map(MemoryLevel::name).toList())
                            + ". Maybe use these names.");
        }
        for (String target : ordered) {
            int level =
                    byName
                            ? names.indexOf(word(target))
                            : keeping.contains(target)
                                    ? memories.size() - 1 - keeping.indexOf(target)
                                    : NO_LEVEL;
            levels.put(target, level);
        }
        return new TimeloopTargets(List.copyOf(ordered), levels);
    }

    private static boolean bypassesAll(Cursor entry) {
        return entry.has("bypass")
                && TimeloopWords.dataSpaces(entry, "bypass").size() == Operand.values().length;
    }

    /// Names of the storage levels that the file itself lists, the innermost first.
    private static List<String> told(Cursor root) {
        List<String> names = new ArrayList<>();
        if (root.has("architecture") && root.at("architecture").has("subtree")) {
            subtree(root.at("architecture"), names);
            return names.reversed();
        }
        if (root.has("arch") && root.at("arch").has("storage")) {
            for (Cursor level : root.at("arch").at("storage").items("a level")) {
                names.add(plain(level.require("name").at("name").text()));
            }
        }
        return names;
    }

    private static void subtree(Cursor node, List<String> names) {
        if (node.has("local")) {
            for (Cursor level : node.at("local").items("a level")) {
                names.add(plain(level.require("name").at("name").text()));
            }
        }
        if (node.has("subtree")) {
            for (Cursor inner : node.at("subtree").items("a subtree")) {
                subtree(inner, names);
            }
        }
    }

    /// A name without the number of instances, `PE[0..167]`.
    private static String plain(String name) {
        return name.replaceAll("\\[.*", "").strip();
    }

    /// What counts of a name.
    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /// All targets, the innermost first.
    List<String> innermostFirst() {
        return innermostFirst;
    }

    /// The name of an entry's target.
    static String name(Cursor entry) {
        return plain(entry.require("target").at("target").text());
    }

    /// The level of a target, or `NO_LEVEL`.
    int level(String target) {
        return levels.getOrDefault(target, NO_LEVEL);
    }
}
