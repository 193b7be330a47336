package bitwright.mapper.search;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.Dataflow;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which schedules are wanted, by the names of a machine's levels and axes; it holds for any layer.
///
/// A loop in time belongs to a level: the innermost one of those that something outside the loop is
/// kept in, the outermost memory where nothing is. A loop in space belongs to its axis. Several
/// loops of one dimension there count as one, by their product.
///
/// @param dataflow what stays in a spatial array; null for any
/// @param loops how far loops in time go at a level
/// @param spreads how far loops in space go on an axis
/// @param orders which loops are the innermost ones of a level
/// @param residences what is kept in a level, or passes it
/// @param leastUtilization least share of the unit's places that spreads may take, 0 to 1; the
///   places of the instruction's own tile are not counted
/// @param greatestUtilization greatest such share
public record Constraints(
        @Nullable Dataflow dataflow,
        List<LoopRule> loops,
        List<SpreadRule> spreads,
        List<OrderRule> orders,
        List<ResidenceRule> residences,
        double leastUtilization,
        double greatestUtilization) {
    /// Every schedule is wanted.
    public static final Constraints NONE =
            new Constraints(null, List.of(), List.of(), List.of(), List.of(), 0, 1);

    /// How a rule's number is meant.
    public enum Relation {
        /// Exactly so many trips, or the whole dimension where it has fewer.
        EXACTLY,
        /// So many trips or fewer.
        AT_MOST,
        /// As many trips as the dimension has indices.
        WHOLE
    }

    /// How far a loop goes.
    ///
    /// @param trips at least 1; without meaning for `WHOLE`
    public record Extent(Relation relation, int trips) {
        /// No loop.
        public static final Extent NONE = new Extent(Relation.EXACTLY, 1);

        /// The whole dimension.
        public static final Extent WHOLE = new Extent(Relation.WHOLE, 1);

        public Extent {
            if (trips < 1) {
                throw new IllegalArgumentException(
                        "an extent (" + trips + ") must be at least 1. Maybe 1, or whole.");
            }
        }

        /// The trips that it asks of a dimension of so many indices, or its bound.
        int of(int indices) {
            return relation == Relation.WHOLE ? indices : Math.min(trips, indices);
        }

        /// As a constraints file has it: `4`, `<=4` or `whole`.
        public String label() {
            return switch (relation) {
                case EXACTLY -> Integer.toString(trips);
                case AT_MOST -> "<=" + trips;
                case WHOLE -> "whole";
            };
        }
    }

    /// How far the loops in time of a dimension go at a level.
    public record LoopRule(String level, Dim dim, Extent extent) {}

    /// How far the spreads of a dimension go on an axis.
    ///
    /// @param axis name of a parallel axis; null for all of them together
    public record SpreadRule(@Nullable String axis, Dim dim, Extent extent) {}

    /// The innermost loops in time of a level, loops of one trip left out.
    ///
    /// @param innermostFirst those of them that have a loop at the level come in this order, inside
    ///   all others
    public record OrderRule(String level, List<Dim> innermostFirst) {
        public OrderRule {
            innermostFirst = List.copyOf(innermostFirst);
        }
    }

    /// Whether an operand is kept in a level.
    public record ResidenceRule(String level, Operand operand, Residence residence) {}

    /// What becomes of an operand at a level.
    public enum Residence {
        /// It is kept there.
        KEEP,
        /// It passes by.
        BYPASS,
        /// Either.
        FREE
    }

    public Constraints {
        loops = List.copyOf(loops);
        spreads = List.copyOf(spreads);
        orders = List.copyOf(orders);
        residences = List.copyOf(residences);
        if (!(leastUtilization >= 0
                && leastUtilization <= greatestUtilization
                && greatestUtilization <= 1)) {
            throw new IllegalArgumentException(
                    "utilization from "
                            + leastUtilization
                            + " to "
                            + greatestUtilization
                            + " must lie within 0 and 1, the least first.");
        }
    }

    /// Whether nothing is asked.
    public boolean isNone() {
        return equals(NONE);
    }

    /// The constraints of one dataflow.
    public static Constraints of(Dataflow dataflow) {
        return new Constraints(dataflow, List.of(), List.of(), List.of(), List.of(), 0, 1);
    }

    /// The constraints looked up for a layer on a unit.
    ///
    /// @throws IllegalArgumentException if the machine has no level, or the unit no axis, of a name
    ///   that is mentioned, if two rules say different things of the same, or if a dataflow is
    ///   asked of a unit that is no array; the message is one line
    public LayerConstraints on(Accelerator accelerator, ComputeUnit unit, LoopNest nest) {
        return new LayerConstraints(this, accelerator, unit, nest);
    }
}
