package bitwright.mapper.exact;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.QuickCost;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.sim.schedule.PartialSums;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// No bound of the proven search lies above what a schedule costs: not that of its family, at any
/// stage, nor that of the tiles chosen so far, at any depth. The schedules are drawn at random,
/// good or bad.
///
/// `-Drounds` takes more families, `-Dseed` others.
final class BoundsLawTest {
    private static final Precision PRECISION = Precision.parse("w8a8");
    private static final int ROUNDS = Integer.getInteger("rounds", 400);
    private static final long SEED = Long.getLong("seed", 47);
    private static final int CHAINS = 12;
    private static final Dim[] WINDOWS = {Dim.OX, Dim.OY, Dim.FX, Dim.FY};

    @Test
    void noBoundOfASkewedArrayLiesAboveACost() {
        SplittableRandom seeds = new SplittableRandom(SEED);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.skewed(random, PRECISION), random);
        }
        assertThat(compared).isGreaterThan(ROUNDS);
    }

    @Test
    void noBoundOfAnArrayOfBusesLiesAboveACost() {
        SplittableRandom seeds = new SplittableRandom(SEED + 1);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = seeds.split();
            compared += compare(SmallArrays.ofBuses(random, PRECISION), random);
        }
        assertThat(compared).isGreaterThan(ROUNDS);
    }

    /// How many schedules of one family were held against its bounds.
    private static int compare(Accelerator machine, SplittableRandom random) {
        LoopNest nest = SmallArrays.layer(random);
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        Instruction instruction = array.instructions().getFirst();
        Dataflow dataflow =
                List.copyOf(array.dataflows()).get(random.nextInt(array.dataflows().size()));
        List<Lanes> all =
                new LaneChoices(nest, array, instruction, dataflow, new Allowed(null, array)).all();
        Lanes lanes = all.get(random.nextInt(all.size()));
        List<List<Boundary>> ways = Boundaries.of(machine, random.nextBoolean());
        Chain chain =
                new Chain(
                        nest,
                        machine,
                        array,
                        instruction,
                        dataflow,
                        ways.get(random.nextInt(ways.size())));
        Drawn drawn = new Drawn(chain, lanes, random);
        int compared = 0;
        for (int each = 0; each < CHAINS; each++) {
            compared += drawn.draw() ? drawn.holdAgainstBounds() : 0;
        }
        return compared;
    }

    /// One family and a random chain of it.
    private static final class Drawn {
        private final Chain chain;
        private final Lanes lanes;
        private final SplittableRandom random;
        private final Lattice lattice;
        private final Prices prices;
        private final LevelRules rules;
        private final ChainSearch search;
        private final Outline outline;
        private final int[] needed;
        private final int[] shapes;
        private final int[] stays;
        private final int[] last;

        Drawn(Chain chain, Lanes lanes, SplittableRandom random) {
            this.chain = chain;
            this.lanes = lanes;
            this.random = random;
            needed = Prices.needed(chain.nest(), lanes);
            lattice = new Lattice(needed);
            // Any worth of a cycle must give true bounds.
            double worth = Math.pow(10, random.nextDouble() * 6 - 2);
            prices = new Prices(chain, lanes, lattice, needed, worth);
            outline = new Outline(chain, worth, 1L << 6 + random.nextInt(14));
            rules = new LevelRules(null, chain, lattice, needed);
            Incumbent none =
                    new Incumbent(
                            chain.nest(),
                            PRECISION,
                            chain.accelerator(),
                            Objective.EDP,
                            schedule -> true);
            Limit limit = new Limit(Long.MAX_VALUE, Objective.EDP, false);
            search = new ChainSearch(prices, none, limit, rules);
            shapes = new int[chain.count()];
            stays = new int[chain.count()];
            last = new int[chain.count()];
        }

        /// Draws tile shapes that fit; false if the draw does not fit.
        boolean draw() {
            int outer = lattice.whole();
            for (int boundary = 0; boundary < shapes.length; boundary++) {
                int shape = outer;
                for (Dim dim : Dim.values()) {
                    int[] divisors =
                            lattice.divisors[dim.ordinal()][lattice.digit(outer, dim.ordinal())];
                    boolean any = boundary == 0;
                    int digit =
                            any
                                    ? random.nextInt(lattice.sizes[dim.ordinal()].length)
                                    : divisors[random.nextInt(divisors.length)];
                    shape = lattice.with(shape, dim.ordinal(), digit);
                }
                if (!prices.fits(boundary, shape)) {
                    return false;
                }
                shapes[boundary] = shape;
                stays[boundary] = stays(shape, outer);
                last[boundary] = slides(boundary) ? lastWindow(shape, outer) : -1;
                outer = shape;
            }
            return true;
        }

        /// One of the operands that some loops of a block leave alone; none where all loops leave
        /// the same one alone, or none does.
        private int stays(int shape, int outer) {
            List<Integer> kinds = new ArrayList<>();
            for (int operand = 0; operand < 3; operand++) {
                for (Dim dim : Dim.values()) {
                    if (Writing.isFree(operand, dim.ordinal())
                            && loops(shape, outer, dim)
                            && !kinds.contains(operand)) {
                        kinds.add(operand);
                    }
                }
            }
            boolean alone = kinds.size() == 1 && !loops(shape, outer, Dim.G);
            return kinds.isEmpty() || alone
                    ? Writing.NONE
                    : kinds.get(random.nextInt(kinds.size()));
        }

        private int lastWindow(int shape, int outer) {
            Dim dim = WINDOWS[random.nextInt(4)];
            return loops(shape, outer, dim) && random.nextBoolean() ? dim.ordinal() : -1;
        }

        private boolean loops(int shape, int outer, Dim dim) {
            return lattice.digit(shape, dim.ordinal()) != lattice.digit(outer, dim.ordinal());
        }

        private boolean slides(int boundary) {
            int level = chain.level(boundary, Operand.INPUT);
            return level > 0
                    && chain.accelerator().memories().get(level).filling().slidingWindows();
        }

        /// 1 if the schedule is one of the family's.
        int holdAgainstBounds() {
            Schedule schedule = Writing.schedule(prices, shapes, stays, last, rules);
            Resolution resolution = Resolution.of(schedule, PRECISION, chain.accelerator());
            if (chain.streams() && ArrayDataflow.stationary(resolution) != chain.stationary()
                    || !PartialSums.areTaken(resolution)) {
                return 0;
            }
            Evaluator evaluator =
                    new Evaluator(chain.nest(), PRECISION, chain.accelerator(), resolution);
            QuickCost cost =
                    new QuickCost(evaluator.expectedCycles(), evaluator.expectedPicojoules());
            String what =
                    ScheduleText.print(schedule)
                            + chain.nest()
                            + " on "
                            + chain.accelerator()
                            + " shapes "
                            + Arrays.toString(shapes);
            for (int chosen = shapes.length; chosen > 0; chosen--) {
                ChainSearch.Bounds bounds = search.bounds(chosen, shapes, stays);
                hold(bounds, cost, chosen + " boundaries of\n" + what);
            }
            ArraySearch.Item cheap = ArraySearch.item(0, chain, lanes);
            hold(bounds(cheap), cost, "the family of\n" + what);
            hold(bounds(ArraySearch.floored(cheap, prices)), cost, "the floor of\n" + what);
            ArraySearch.Item outlined = ArraySearch.outlined(cheap, lattice, outline);
            hold(bounds(outlined), cost, "the outline of\n" + what);
            return 1;
        }

        private static ChainSearch.Bounds bounds(ArraySearch.Item item) {
            return new ChainSearch.Bounds(item.cycles(), item.picojoules(), item.product());
        }

        private static void hold(ChainSearch.Bounds bounds, QuickCost cost, String what) {
            assertThat(bounds.cycles()).as(what).isLessThanOrEqualTo(cost.cycles());
            assertThat(bounds.picojoules())
                    .as(what)
                    .isLessThanOrEqualTo(cost.picojoules() * (1 + 1e-9));
            assertThat(bounds.product())
                    .as(what)
                    .isLessThanOrEqualTo(cost.cycles() * cost.picojoules() * (1 + 1e-9));
        }
    }
}
