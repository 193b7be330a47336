package bitwright.mapper.search;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.mapper.search.Constraints.LoopRule;
import bitwright.mapper.search.Constraints.OrderRule;
import bitwright.mapper.search.Constraints.ResidenceRule;
import bitwright.mapper.search.Constraints.SpreadRule;
import bitwright.workload.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Why constraints leave no schedule: the contradiction among their numbers, or the single rules
/// without which there is one.
final class Overconstraint {
    private Overconstraint() {}

    /// A set of constraints without one of its rules.
    private record Fewer(String rule, Constraints rest) {}

    /// Constraints whose numbers alone leave no schedule on any unit that takes the precision, as
    /// one line; empty if there is a unit of which that cannot be said.
    static Optional<String> contradiction(
            LoopNest nest, Precision precision, Accelerator accelerator, Constraints constraints) {
        Optional<String> contradiction = Optional.empty();
        if (constraints.isNone()) {
            return contradiction;
        }
        for (ComputeUnit unit : accelerator.units()) {
            if (!unit.instructionsFor(precision).isEmpty()) {
                contradiction = constraints.on(accelerator, unit, nest).contradiction();
                if (contradiction.isEmpty()) {
                    return contradiction;
                }
            }
        }
        return contradiction.map(line -> nothing(precision, accelerator) + ": " + line);
    }

    private static String nothing(Precision precision, Accelerator accelerator) {
        return "no schedule on machine '"
                + accelerator.name()
                + "' at "
                + precision.name()
                + " was found that keeps to the constraints";
    }

    /// The line that says which single rules rule everything out, after a search that found nothing
    /// under constraints and something without.
    ///
    /// @param feasible whether the search finds a schedule under constraints
    static String why(
            Precision precision,
            Accelerator accelerator,
            Constraints constraints,
            Predicate<Constraints> feasible) {
        List<String> helps = new ArrayList<>();
        for (Fewer fewer : withoutOne(constraints)) {
            if (feasible.test(fewer.rest())) {
                helps.add(fewer.rule());
            }
        }
        return nothing(precision, accelerator)
                + ", while there are some without. "
                + (helps.isEmpty()
                        ? "No single rule is at fault: maybe remove several."
                        : "Maybe remove " + String.join(", or ", helps) + ".");
    }

    private static List<Fewer> withoutOne(Constraints all) {
        List<Fewer> fewer = new ArrayList<>();
        if (all.dataflow() != null) {
            fewer.add(
                    new Fewer(
                            "dataflow " + all.dataflow().label(),
                            new Constraints(
                                    null,
                                    all.loops(),
                                    all.spreads(),
                                    all.orders(),
                                    all.residences(),
                                    all.leastUtilization(),
                                    all.greatestUtilization())));
        }
        for (LoopRule rule : all.loops()) {
            fewer.add(
                    new Fewer(
                            "level '"
                                    + rule.level()
                                    + "': loops "
                                    + rule.dim().label()
                                    + " "
                                    + rule.extent().label(),
                            new Constraints(
                                    all.dataflow(),
                                    without(all.loops(), rule),
                                    all.spreads(),
                                    all.orders(),
                                    all.residences(),
                                    all.leastUtilization(),
                                    all.greatestUtilization())));
        }
        for (SpreadRule rule : all.spreads()) {
            fewer.add(
                    new Fewer(
                            (rule.axis() == null ? "all axes: " : "axis '" + rule.axis() + "': ")
                                    + rule.dim().label()
                                    + " "
                                    + rule.extent().label(),
                            new Constraints(
                                    all.dataflow(),
                                    all.loops(),
                                    without(all.spreads(), rule),
                                    all.orders(),
                                    all.residences(),
                                    all.leastUtilization(),
                                    all.greatestUtilization())));
        }
        for (OrderRule rule : all.orders()) {
            fewer.add(
                    new Fewer(
                            "level '" + rule.level() + "': order",
                            new Constraints(
                                    all.dataflow(),
                                    all.loops(),
                                    all.spreads(),
                                    without(all.orders(), rule),
                                    all.residences(),
                                    all.leastUtilization(),
                                    all.greatestUtilization())));
        }
        for (ResidenceRule rule : all.residences()) {
            fewer.add(
                    new Fewer(
                            "level '"
                                    + rule.level()
                                    + "': "
                                    + rule.residence().name().toLowerCase(Locale.ROOT)
                                    + " "
                                    + rule.operand().label(),
                            new Constraints(
                                    all.dataflow(),
                                    all.loops(),
                                    all.spreads(),
                                    all.orders(),
                                    without(all.residences(), rule),
                                    all.leastUtilization(),
                                    all.greatestUtilization())));
        }
        if (all.leastUtilization() > 0 || all.greatestUtilization() < 1) {
            fewer.add(
                    new Fewer(
                            "utilization",
                            new Constraints(
                                    all.dataflow(),
                                    all.loops(),
                                    all.spreads(),
                                    all.orders(),
                                    all.residences(),
                                    0,
                                    1)));
        }
        return fewer;
    }

    private static <T> List<T> without(List<T> rules, T rule) {
        return rules.stream().filter(other -> !other.equals(rule)).toList();
    }
}
