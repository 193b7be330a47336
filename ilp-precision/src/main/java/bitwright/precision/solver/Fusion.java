package bitwright.precision.solver;

import bitwright.precision.table.CostTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Makes groups of layers: coupled layers become one group whose options are their joint choices,
/// so that no coupling is left.
///
/// The joint choices are built layer by layer; of those that look alike to the layers to come, the
/// dominated ones are dropped at once. Where too many remain, the layers stay groups of their own
/// and their links stay.
final class Fusion {
    private static final int MOST_OPTIONS = 2048;
    private static final int MOST_CANDIDATES = 1 << 16;

    private final Wholes wholes;
    private final List<long[]> sums = new ArrayList<>();
    private final int[] choices;
    private final List<Link> links;

    /// A joint choice of the first layers of a component.
    private record Partial(int[] picks, long[] sum) {}

    /// Too many joint choices.
    private static final List<Partial> TOO_MANY = List.of(new Partial(new int[0], new long[0]));

    Fusion(CostTable table, Wholes wholes, List<List<List<BigDecimal>>> values) {
        this.wholes = wholes;
        links = Link.of(table);
        choices = new int[table.layers().size()];
        for (int layer = 0; layer < choices.length; layer++) {
            choices[layer] = table.layers().get(layer).choices().size();
            long[] row = new long[choices[layer] * wholes.width()];
            for (int measure = 0; measure < wholes.measures(); measure++) {
                for (int choice = 0; choice < choices[layer]; choice++) {
                    BigDecimal value = values.get(measure).get(layer).get(choice);
                    wholes.put(wholes.whole(value, measure), measure, row, choice * wholes.width());
                }
            }
            sums.add(row);
        }
    }

    /// The instance; empty if couplings leave some layers no joint choice.
    Optional<Instance> instance(List<BigDecimal> limits) {
        List<Group> groups = new ArrayList<>();
        List<Link> left = new ArrayList<>();
        for (int[] component : components()) {
            if (component.length == 1) {
                Group whole = alone(component[0]);
                groups.add(
                        whole.keep(
                                wholes,
                                ordered(Dominance.kept(wholes, whole.sums(), whole.options()))));
                continue;
            }
            List<Partial> joint = joint(component);
            if (joint.isEmpty()) {
                return Optional.empty();
            }
            if (joint == TOO_MANY) {
                for (int layer : component) {
                    groups.add(alone(layer));
                    links.stream().filter(link -> link.first() == layer).forEach(left::add);
                }
            } else {
                groups.add(group(component, joint));
            }
        }
        return Optional.of(new Instance(groups, wholes, limits, left));
    }

    private static int[] ordered(int[] indices) {
        Arrays.sort(indices);
        return indices;
    }

    private Group alone(int layer) {
        int[][] picks = new int[choices[layer]][];
        for (int choice = 0; choice < picks.length; choice++) {
            picks[choice] = new int[] {choice};
        }
        return Group.of(wholes, new int[] {layer}, picks, sums.get(layer));
    }

    private Group group(int[] component, List<Partial> joint) {
        int[][] picks = new int[joint.size()][];
        long[] flat = new long[joint.size() * wholes.width()];
        for (int option = 0; option < picks.length; option++) {
            picks[option] = joint.get(option).picks;
            System.arraycopy(
                    joint.get(option).sum, 0, flat, option * wholes.width(), wholes.width());
        }
        return Group.of(wholes, component, picks, flat);
    }

    /// Layers that are connected by links, each set in ascending order.
    private List<int[]> components() {
        int[] root = new int[choices.length];
        Arrays.setAll(root, layer -> layer);
        for (Link link : links) {
            int one = find(root, link.first());
            int other = find(root, link.second());
            root[Math.max(one, other)] = Math.min(one, other);
        }
        Map<Integer, TreeSet<Integer>> members = new LinkedHashMap<>();
        for (int layer = 0; layer < root.length; layer++) {
            members.computeIfAbsent(find(root, layer), _ -> new TreeSet<>()).add(layer);
        }
        return members.values().stream()
                .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static int find(int[] root, int layer) {
        int at = layer;
        while (root[at] != at) {
            at = root[at];
        }
        return at;
    }

    private List<Partial> joint(int[] component) {
        List<Link> own =
                links.stream()
                        .filter(link -> Arrays.binarySearch(component, link.first()) >= 0)
                        .toList();
        List<Partial> partials = List.of(new Partial(new int[0], new long[wholes.width()]));
        for (int length = 1; length <= component.length; length++) {
            int layer = component[length - 1];
            List<Partial> longer = new ArrayList<>();
            for (Partial partial : partials) {
                for (int choice = 0; choice < choices[layer]; choice++) {
                    if (allowed(own, component, partial.picks, layer, choice)) {
                        longer.add(longer(partial, layer, choice));
                    }
                }
            }
            if (longer.size() > MOST_CANDIDATES) {
                return TOO_MANY;
            }
            partials = undominated(own, component, length, longer);
            if (partials.size() > MOST_OPTIONS) {
                return TOO_MANY;
            }
        }
        return partials;
    }

    private static boolean allowed(
            List<Link> own, int[] component, int[] picks, int layer, int choice) {
        for (Link link : own) {
            boolean second = link.second() == layer;
            if (second || link.first() == layer) {
                int other = Arrays.binarySearch(component, second ? link.first() : link.second());
                if (other < picks.length
                        && !(second
                                ? link.allows(picks[other], choice)
                                : link.allows(choice, picks[other]))) {
                    return false;
                }
            }
        }
        return true;
    }

    private Partial longer(Partial partial, int layer, int choice) {
        int[] picks = Arrays.copyOf(partial.picks, partial.picks.length + 1);
        picks[partial.picks.length] = choice;
        long[] sum = new long[wholes.width()];
        wholes.add(partial.sum, 0, sums.get(layer), choice * wholes.width(), sum, 0);
        return new Partial(picks, sum);
    }

    /// Drops what is dominated among partials with equal values on all links to layers to come.
    private List<Partial> undominated(
            List<Link> own, int[] component, int length, List<Partial> partials) {
        Map<List<Integer>, List<Partial>> alike = new LinkedHashMap<>();
        for (Partial partial : partials) {
            alike.computeIfAbsent(
                            open(own, component, length, partial.picks), _ -> new ArrayList<>())
                    .add(partial);
        }
        List<Partial> kept = new ArrayList<>();
        for (List<Partial> same : alike.values()) {
            long[] flat = new long[same.size() * wholes.width()];
            for (int at = 0; at < same.size(); at++) {
                System.arraycopy(same.get(at).sum, 0, flat, at * wholes.width(), wholes.width());
            }
            for (int at : ordered(Dominance.kept(wholes, flat, same.size()))) {
                kept.add(same.get(at));
            }
        }
        return kept;
    }

    /// The values on links with one end among the first `length` layers and one behind.
    private static List<Integer> open(List<Link> own, int[] component, int length, int[] picks) {
        List<Integer> values = new ArrayList<>();
        for (Link link : own) {
            int first = Arrays.binarySearch(component, link.first());
            int second = Arrays.binarySearch(component, link.second());
            if (first >= 0 && first < length && second >= length) {
                values.add(link.firstValues()[picks[first]]);
            } else if (second >= 0 && second < length && first >= length) {
                values.add(link.secondValues()[picks[second]]);
            }
        }
        return values;
    }
}
