package bitwright.mapper.exact;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.LayerConstraints;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.Step;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The obvious, slow way to the best schedule of a small layer: write down every schedule, price
/// each, and ask of each that would be the best whether it is legal.
///
/// It shares with the search which lanes there are and where tiles may reside; tile sizes, orders
/// and the schedules themselves it makes on its own. It looks at every order of every block's
/// loops, so that it also tests why the search looks at few.
final class Enumeration {
    private static final Dim[] DIMS = Dim.values();

    private final LoopNest nest;
    private final Accelerator accelerator;
    private final SpatialArray array;
    private final Instruction instruction;
    private final Precision precision;
    private final @Nullable LayerConstraints constraints;

    Enumeration(LoopNest nest, Accelerator accelerator) {
        this(nest, accelerator, null);
    }

    /// @param constraints which schedules are wanted; null for any
    Enumeration(LoopNest nest, Accelerator accelerator, @Nullable LayerConstraints constraints) {
        this.constraints = constraints;
        this.nest = nest;
        this.accelerator = accelerator;
        array = (SpatialArray) accelerator.units().getFirst();
        instruction = array.instructions().getFirst();
        precision = instruction.precision();
    }

    /// Every schedule, until so many were seen.
    ///
    /// @return how many, `most` if there are more
    long each(long most, Consumer<Schedule> consumer) {
        Walk walk = new Walk(most, consumer);
        for (Dataflow dataflow : array.dataflows()) {
            Allowed allowed = new Allowed(constraints, array);
            for (Lanes lanes : new LaneChoices(nest, array, instruction, dataflow, allowed).all()) {
                for (List<Boundary> way : Boundaries.of(accelerator, allowed.tellsLevelsApart())) {
                    walk.family(dataflow, lanes, way);
                }
            }
        }
        return walk.seen;
    }

    /// The best legal schedule; null if there is none.
    ArraySearch.@Nullable Candidate best(Objective objective) {
        Pricing pricing = new Pricing(objective);
        each(Long.MAX_VALUE, pricing);
        return pricing.best;
    }

    /// Prices all, keeps the best legal one.
    private final class Pricing implements Consumer<Schedule> {
        private final Objective objective;
        private @Nullable Evaluator evaluator;
        private ArraySearch.@Nullable Candidate best;

        Pricing(Objective objective) {
            this.objective = objective;
        }

        @Override
        public void accept(Schedule schedule) {
            QuickCost cost = price(Resolution.of(schedule, precision, accelerator));
            if ((best == null || objective.better(cost, best.cost()))
                    && ScheduleCheck.illegalities(schedule, nest, precision, accelerator)
                            .isEmpty()) {
                best = new ArraySearch.Candidate(cost, schedule);
            }
        }

        private QuickCost price(Resolution resolution) {
            if (evaluator == null) {
                evaluator = new Evaluator(nest, precision, accelerator, resolution);
            } else {
                evaluator.evaluate(resolution);
            }
            return new QuickCost(evaluator.expectedCycles(), evaluator.expectedPicojoules());
        }
    }

    /// The recursion over dimensions of tile shapes and over blocks of loops.
    private final class Walk {
        private final long most;
        private final Consumer<Schedule> consumer;
        private long seen;
        private Dataflow dataflow = Dataflow.OUTPUT_STATIONARY;
        private Lanes lanes = new Lanes(new int[0], NOTHING, NOTHING);
        private List<Boundary> way = List.of();
        private int blocks;
        private int[][] tiles = new int[0][];

        private static final Spread NOTHING = new Spread(List.of(), new int[0]);

        Walk(long most, Consumer<Schedule> consumer) {
            this.most = most;
            this.consumer = consumer;
        }

        void family(Dataflow flow, Lanes used, List<Boundary> boundaries) {
            dataflow = flow;
            lanes = used;
            way = boundaries;
            blocks = boundaries.size() + (array.timing().skewed() ? 1 : 0);
            tiles = new int[blocks + 1][DIMS.length];
            for (Dim dim : DIMS) {
                tiles[0][dim.ordinal()] = Math.ceilDiv(nest.extent(dim), used.covered(dim));
            }
            shape(1, 0);
        }

        /// Chooses what a tile covers, one dimension after the other.
        private void shape(int block, int dim) {
            if (seen >= most) {
                return;
            }
            if (block > blocks) {
                write(0, new ArrayList<>(), false, false);
                return;
            }
            if (dim == DIMS.length) {
                shape(block + 1, 0);
                return;
            }
            int outer = tiles[block - 1][dim];
            for (int size = 1; size <= outer; size++) {
                boolean cuts = outer % size == 0 || block == 1 && isCeiling(outer, size);
                boolean mayStay = block <= way.size() || size == 1 || streams(DIMS[dim]);
                if (cuts && mayStay) {
                    tiles[block][dim] = size;
                    shape(block, dim + 1);
                }
            }
        }

        /// Whether some number of trips needs tiles of just this size.
        private static boolean isCeiling(int extent, int size) {
            for (int trips = 1; trips <= extent; trips++) {
                if ((extent + trips - 1) / trips == size) {
                    return true;
                }
            }
            return false;
        }

        private boolean streams(Dim dim) {
            return switch (dataflow) {
                case OUTPUT_STATIONARY -> dim == Dim.C || dim == Dim.FX || dim == Dim.FY;
                case WEIGHT_STATIONARY, ROW_STATIONARY ->
                        dim == Dim.B || dim == Dim.OX || dim == Dim.OY;
                case INPUT_STATIONARY -> dim == Dim.K;
            };
        }

        /// Writes block after block, in every order of its loops.
        private void write(int block, List<Step> outside, boolean rows, boolean columns) {
            if (seen >= most) {
                return;
            }
            List<Step.For> loops = new ArrayList<>();
            for (Dim dim : DIMS) {
                int size = tiles[block][dim.ordinal()];
                int inner = block < blocks ? tiles[block + 1][dim.ordinal()] : 1;
                if ((size + inner - 1) / inner > 1) {
                    loops.add(new Step.For(dim, (size + inner - 1) / inner));
                }
            }
            boolean inArray = block == blocks;
            for (List<Step.For> order : inArray ? Set.of(loops) : orders(loops)) {
                List<Step> steps = new ArrayList<>(outside);
                steps.addAll(order);
                boolean last = block >= way.size() && array.timing().skewed() || inArray;
                boolean columnsHere = !columns && (last || way.get(block).insideColumns());
                boolean rowsHere = !rows && (last || way.get(block).insideRows());
                if (columnsHere) {
                    spread(lanes.columns(), "columns", steps);
                }
                if (rowsHere) {
                    spread(lanes.rows(), "rows", steps);
                }
                if (inArray) {
                    for (Dim dim : List.of(Dim.C, Dim.FX, Dim.FY)) {
                        if (lanes.tile()[dim.ordinal()] > 1) {
                            steps.add(new Step.Spread(dim, lanes.tile()[dim.ordinal()], "k"));
                        }
                    }
                    steps.add(new Step.Issue(instruction.name()));
                    seen++;
                    Schedule schedule = new Schedule(array.name(), steps);
                    if ((!array.timing().skewed() || isOfFamily(schedule)) && isWanted(schedule)) {
                        consumer.accept(schedule);
                    }
                    continue;
                }
                if (block < way.size()) {
                    keep(way.get(block), steps);
                }
                write(block + 1, steps, rows || rowsHere, columns || columnsHere);
            }
        }

        private boolean isWanted(Schedule schedule) {
            return constraints == null || constraints.violatedBy(schedule, precision).isEmpty();
        }

        /// Whether what stays in a skewed array is what stays in this family; where nothing streams
        /// it may be another operand.
        private boolean isOfFamily(Schedule schedule) {
            Resolution resolution = Resolution.of(schedule, precision, accelerator);
            return ArrayDataflow.of(resolution) == dataflow;
        }

        private void keep(Boundary boundary, List<Step> steps) {
            for (Operand operand : Operand.values()) {
                int level = boundary.level(operand);
                if (level > 0) {
                    steps.add(new Step.Keep(operand, accelerator.memories().get(level).name()));
                }
            }
        }

        private static void spread(Spread spread, String axis, List<Step> steps) {
            for (Dim dim : List.of(Dim.G, Dim.B, Dim.K, Dim.C, Dim.OY, Dim.OX, Dim.FY, Dim.FX)) {
                int at = spread.dims().indexOf(dim);
                if (at >= 0) {
                    steps.add(new Step.Spread(dim, spread.extents()[at], axis));
                }
            }
        }
    }

    private static Set<List<Step.For>> orders(List<Step.For> loops) {
        Set<List<Step.For>> all = new LinkedHashSet<>();
        permutations(loops, new ArrayList<>(), all);
        return all;
    }

    private static void permutations(
            List<Step.For> left, List<Step.For> taken, Set<List<Step.For>> all) {
        if (left.isEmpty()) {
            all.add(List.copyOf(taken));
            return;
        }
        for (Step.For loop : left) {
            List<Step.For> rest = new ArrayList<>(left);
            rest.remove(loop);
            taken.add(loop);
            permutations(rest, taken, all);
            taken.removeLast();
        }
    }
}
