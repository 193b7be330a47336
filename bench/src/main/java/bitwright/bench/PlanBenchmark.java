package bitwright.bench;

import bitwright.precision.plan.PrecisionPlan;
import bitwright.precision.solver.PlanSolver;
import bitwright.precision.solver.SolverOptions;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTable.Choice;
import bitwright.precision.table.CostTable.LayerChoices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Plans of tables in the shapes that the field has, seeded.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(1)
public class PlanBenchmark {
    private static final int[] BITS = {2, 3, 4, 8};

    /// Which table.
    public enum Shape {
        /// 52 layers of two choices, one budget, proven best: HAWQ-V3's ResNet50.
        LAYERS_52(0),
        /// 560 matrices of 432 configurations, one budget, gap 1e-4: LQ-LoRA (Guo et al., 2023).
        LQ_LORA(1e-4),
        /// 300 groups of 100 options, all sums independent, three budgets, gap 1e-3.
        INDEPENDENT_COARSE(1e-3),
        /// The same, gap 1e-4.
        INDEPENDENT_FINE(1e-4),
        /// 300 groups of 100 options, losses that fall as costs rise, three budgets, gap 1e-3.
        CORRELATED_COARSE(1e-3),
        /// The same, gap 1e-4.
        CORRELATED_FINE(1e-4);

        private final double gap;

        Shape(double gap) {
            this.gap = gap;
        }
    }

    /// Which table.
    @Param public Shape shape = Shape.LAYERS_52;

    private CostTable table = new CostTable("none", List.of(), List.of());
    private Map<String, Double> budgets = Map.of();
    private long seed;

    /// A new table for each iteration.
    @Setup(Level.Iteration)
    public void prepare() {
        SplittableRandom random = new SplittableRandom(++seed);
        List<LayerChoices> layers =
                switch (shape) {
                    case LAYERS_52 -> independent(random, 52, 2, 1);
                    case LQ_LORA -> matrices(random);
                    case INDEPENDENT_COARSE, INDEPENDENT_FINE -> independent(random, 300, 100, 3);
                    case CORRELATED_COARSE, CORRELATED_FINE -> correlated(random);
                };
        table = new CostTable(shape.name(), layers, List.of());
        budgets = budgets(table, shape == Shape.LQ_LORA ? 0.15 : 0.3);
    }

    private static List<LayerChoices> independent(
            SplittableRandom random, int groups, int options, int costs) {
        List<LayerChoices> layers = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            List<Choice> choices = new ArrayList<>();
            for (int option = 0; option < options; option++) {
                Map<String, Double> sums = new LinkedHashMap<>();
                for (int cost = 0; cost < costs; cost++) {
                    sums.put("c" + cost, random.nextDouble());
                }
                choices.add(new Choice("o" + option, random.nextDouble(), sums, Map.of()));
            }
            layers.add(new LayerChoices("g" + group, choices));
        }
        return layers;
    }

    private static List<LayerChoices> correlated(SplittableRandom random) {
        List<LayerChoices> layers = new ArrayList<>();
        for (int group = 0; group < 300; group++) {
            double weight = Math.exp(2 * random.nextDouble());
            double size = Math.exp(2 * random.nextDouble());
            List<Choice> choices = new ArrayList<>();
            for (int option = 0; option < 100; option++) {
                Map<String, Double> sums = new LinkedHashMap<>();
                double total = 0;
                for (int cost = 0; cost < 3; cost++) {
                    double share = random.nextDouble();
                    total += share;
                    sums.put("c" + cost, size * (0.2 + share));
                }
                double loss = weight * Math.exp(-1.5 * total) * (0.8 + 0.4 * random.nextDouble());
                choices.add(new Choice("o" + option, loss, sums, Map.of()));
            }
            layers.add(new LayerChoices("g" + group, choices));
        }
        return layers;
    }

    /// Bits, bits of the scales, format of the scales' scales, and both block sizes, of the seven
    /// matrices in each of eighty blocks of a network of 70 billion weights.
    private static List<LayerChoices> matrices(SplittableRandom random) {
        double[] weights = {0x1p26, 0x1p23, 0x1p23, 0x1p26, 7 * 0x1p25, 7 * 0x1p25, 7 * 0x1p25};
        List<LayerChoices> layers = new ArrayList<>();
        for (int matrix = 0; matrix < 560; matrix++) {
            double elements = weights[matrix % 7];
            double scale = Math.exp(3 * random.nextDouble() - 1.5) * Math.sqrt(elements) / 8192;
            List<Choice> choices = new ArrayList<>();
            for (int bits : BITS) {
                for (int scaleBits : BITS) {
                    for (int format = 0; format < 3; format++) {
                        for (int block : new int[] {16, 32, 64}) {
                            for (int outer : new int[] {16, 64, 256}) {
                                double loss =
                                        Math.pow(4, -bits)
                                                        * (0.75
                                                                + block / 64.0
                                                                + 0.3 * Math.pow(4, -scaleBits)
                                                                + outer / 4096.0)
                                                + 1e-5 / (1 + format);
                                double width =
                                        bits
                                                + (double) scaleBits / block
                                                + (format == 2 ? 32.0 : 16.0) / (block * outer);
                                choices.add(
                                        new Choice(
                                                "c" + choices.size(),
                                                scale * loss * (1 + 0.02 * random.nextDouble()),
                                                Map.of("size", width * elements / 0x1p30),
                                                Map.of()));
                            }
                        }
                    }
                }
            }
            layers.add(new LayerChoices("m" + matrix, choices));
        }
        return layers;
    }

    /// This part of the way from the least to the greatest sum.
    private static Map<String, Double> budgets(CostTable table, double part) {
        Map<String, Double> budgets = new LinkedHashMap<>();
        for (String name : table.costNames()) {
            double low = 0;
            double high = 0;
            for (LayerChoices layer : table.layers()) {
                double[] sorted =
                        layer.choices().stream()
                                .mapToDouble(choice -> choice.costs().getOrDefault(name, 0.0))
                                .sorted()
                                .toArray();
                low += sorted[0];
                high += sorted[sorted.length - 1];
            }
            budgets.put(name, low + part * (high - low));
        }
        return budgets;
    }

    /// The plan; its gap is at most the shape's.
    @Benchmark
    public PrecisionPlan plan() {
        PrecisionPlan plan =
                PlanSolver.minimizeLoss(table, budgets, SolverOptions.DEFAULT.withGap(shape.gap));
        if (plan.gap() > shape.gap) {
            throw new IllegalStateException("gap " + plan.gap() + " of seed " + seed);
        }
        return plan;
    }
}
