package bitwright.precision.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/// Every operator's gradient against central differences, in double precision.
final class GradientTest {
    private static final LoopNest.Window SAME = new LoopNest.Window(1, 1, 1, 1, 1, 1);
    private static final LoopNest.Window HALVING = new LoopNest.Window(2, 2, 1, 1, 1, 1);
    private static final double EPSILON = 1e-5;

    @Test
    void gradientsAreCentralDifferences() {
        networks()
                .forEach((name, small) -> {
                    float[] image = small.image();
                    check(name, GradientNetwork.of(small.network()), image);
                });
    }

    private static Map<String, SmallNetworks> networks() {
        Map<String, SmallNetworks> all = new LinkedHashMap<>();
        all.put("convolution", conv(1));
        all.put("grouped", conv(2).convolution(2, 6, 3, HALVING));
        all.put("depthwise", conv(3).convolution(4, 4, 2, LoopNest.Window.PLAIN));
        all.put("relu", conv(4).pointwise(Kind.RELU, "Relu"));
        all.put("clip", conv(5).pointwise(Kind.CLIP, "Clip"));
        all.put("sigmoid", conv(6).pointwise(Kind.SIGMOID, "Sigmoid"));
        all.put("gelu", conv(7).pointwise(Kind.GELU, "Gelu"));
        for (String op : List.of("Erf", "Tanh", "Neg", "Exp", "Abs")) {
            all.put(op, conv(8).pointwise(Kind.OTHER, op));
        }
        for (String op : List.of("Sqrt", "Log", "Reciprocal")) {
            all.put(op, conv(9).pointwise(Kind.SIGMOID, "Sigmoid").pointwise(Kind.OTHER, op));
        }
        SmallNetworks power = conv(10);
        all.put("power", power.pointwise(Kind.OTHER, "Pow", power.constant(List.of(), 2f)));
        SmallNetworks cubic = conv(10);
        all.put("cube", cubic.pointwise(Kind.OTHER, "Pow", cubic.constant(List.of(), 3f)));
        SmallNetworks leaky = conv(11);
        all.put("leaky", leaky.pointwise(Kind.OTHER, "LeakyRelu", leaky.constant(List.of(), .1f)));
        for (Kind kind : List.of(Kind.ADD, Kind.SUBTRACT, Kind.MULTIPLY, Kind.DIVIDE)) {
            SmallNetworks broadcast = conv(12);
            String constant = broadcast.constant(List.of(4, 1, 1), 0.5, 2);
            all.put(kind + " constant", broadcast.pointwise(kind, kind.name(), constant));
            SmallNetworks two = conv(13).pointwise(Kind.SIGMOID, "Sigmoid");
            String first = two.last();
            List<Integer> shape = two.shape();
            List<Integer> mean = List.of(1, 4, 1, 4);
            two.pointwise(
                    Kind.MEAN, "ReduceMean", List.of(first), List.of(), List.of(2), null, mean);
            List<String> both = List.of(first, two.last());
            all.put(
                    kind + " tensors",
                    two.pointwise(kind, kind.name(), both, List.of(), List.of(), null, shape));
        }
        for (String op : List.of("ConstantSub", "ConstantDiv")) {
            SmallNetworks reversed = conv(14).pointwise(Kind.SIGMOID, "Sigmoid");
            String constant = reversed.constant(List.of(4), 0.5, 2);
            all.put(op, reversed.pointwise(Kind.OTHER, op, constant));
        }
        for (List<Integer> axes : List.of(List.of(3), List.of(1), List.of(2, 3))) {
            SmallNetworks softmax = conv(15);
            List<String> inputs = List.of(softmax.last());
            all.put(
                    "softmax" + axes,
                    softmax.pointwise(
                            Kind.SOFTMAX,
                            "Softmax",
                            inputs,
                            List.of(),
                            axes,
                            null,
                            softmax.shape()));
        }
        SmallNetworks norm = conv(16);
        List<String> normed =
                List.of(
                        norm.constant(List.of(4), 0.5, 2),
                        norm.constant(List.of(4), -1, 1),
                        norm.constant(List.of(), 1e-3f));
        all.put(
                "layer norm",
                norm.pointwise(
                        Kind.LAYER_NORM,
                        "LayerNormalization",
                        List.of(norm.last()),
                        normed,
                        List.of(3),
                        null,
                        norm.shape()));
        SmallNetworks batch = conv(17);
        all.put(
                "batch norm",
                batch.pointwise(
                        Kind.BATCH_NORM,
                        "BatchNormalization",
                        batch.constant(List.of(4), 0.5, 2),
                        batch.constant(List.of(4), -1, 1)));
        for (boolean counts : new boolean[] {true, false}) {
            var pool = new Pointwise.Pool(3, 3, HALVING, counts);
            all.put("average pool " + counts, pooled(Kind.AVERAGE_POOL, pool));
            all.put("greatest pool " + counts, pooled(Kind.MAX_POOL, pool));
        }
        all.put("transpose", view(View.Kind.TRANSPOSE, List.of(0, 2, 3, 1), List.of(1, 5, 4, 4)));
        all.put("slice", view(View.Kind.SLICE, List.of(2, 4, -1, -2), List.of(1, 4, 3, 4)));
        all.put("gather", view(View.Kind.GATHER, List.of(1, 3, 0, 3), List.of(1, 3, 5, 4)));
        all.put("pad", view(View.Kind.PAD, List.of(0, 1, 0, 2, 0, 0, 3, 1), List.of(1, 5, 8, 7)));
        SmallNetworks token = conv(18);
        String constant = token.constant(List.of(1, 2, 5, 4), -1, 1);
        all.put(
                "concatenation",
                token.view(
                        View.Kind.CONCAT, List.of(constant), List.of(1, 0), List.of(1, 6, 5, 4)));
        SmallNetworks rows = new SmallNetworks(19, List.of(1, 3, 4)).rows(5);
        String left = rows.last();
        rows.view(View.Kind.TRANSPOSE, List.of(), List.of(0, 2, 1), List.of(1, 5, 3));
        all.put("product", rows.product(left, rows.last()));
        SmallNetworks single = new SmallNetworks(20, List.of(1, 1, 4)).rows(5);
        String one = single.last();
        single.pointwise(Kind.SIGMOID, "Sigmoid")
                .view(View.Kind.EXPAND, List.of(), List.of(), List.of(2, 3, 5));
        String wide = single.last();
        single.view(View.Kind.TRANSPOSE, List.of(), List.of(0, 2, 1), List.of(2, 5, 3));
        assertThat(one).isNotEqualTo(wide);
        all.put("expanded products", single.product(wide, single.last()));
        return all;
    }

    private static SmallNetworks conv(long seed) {
        return SmallNetworks.image(seed).convolution(1, 4, 3, SAME);
    }

    private static SmallNetworks pooled(Kind kind, Pointwise.Pool pool) {
        SmallNetworks small = conv(21);
        return small.pointwise(
                kind,
                kind.name(),
                List.of(small.last()),
                List.of(),
                List.of(),
                pool,
                List.of(1, 4, 3, 2));
    }

    private static SmallNetworks view(
            View.Kind kind, List<Integer> arguments, List<Integer> shape) {
        return conv(22).view(kind, List.of(), arguments, shape);
    }

    private static void check(String name, GradientNetwork network, float[] image) {
        Pass pass = network.pass(true, true);
        pass.run(image, 0);
        Target target = new Target(new double[] {0.2, 0.5, 0.3}, 1.5);
        for (int contraction = 0; contraction < network.contractions(); contraction++) {
            pass.run(image, 0);
            pass.back(target);
            double[] ofWeights = pass.weightGradient(contraction).clone();
            double[] ofOutput = pass.outputGradient(contraction).clone();
            double[] weights = network.weights(contraction).clone();
            pass.exchange(contraction, weights);
            for (int at = 0; at < weights.length; at++) {
                int moved = at;
                int changed = contraction;
                double slope =
                        slope(change -> {
                            double before = weights[moved];
                            weights[moved] = before + change;
                            pass.runAgain(changed);
                            double loss = pass.loss(target);
                            weights[moved] = before;
                            return loss;
                        });
                near(name + " weight", ofWeights[at], slope);
            }
            for (int operand = 0; operand < network.operands(contraction); operand++) {
                pass.run(image, 0);
                pass.back(target);
                double[] ofOperand = pass.operandGradient(contraction, operand).clone();
                double[] offset = new double[ofOperand.length];
                pass.offsetOperand(contraction, operand, offset);
                checkOffsets(name + " operand", pass, target, contraction, offset, ofOperand);
                pass.offsetOperand(contraction, operand, new double[0]);
            }
            double[] offset = new double[ofOutput.length];
            pass.offsetOutput(contraction, offset);
            checkOffsets(name + " output", pass, target, contraction, offset, ofOutput);
            pass.offsetOutput(contraction, new double[0]);
        }
    }

    private static void checkOffsets(
            String name,
            Pass pass,
            Target target,
            int contraction,
            double[] offset,
            double[] gradient) {
        for (int at = 0; at < offset.length; at++) {
            int moved = at;
            double slope =
                    slope(change -> {
                        offset[moved] = change;
                        pass.runAgain(contraction);
                        offset[moved] = 0;
                        return pass.loss(target);
                    });
            near(name, gradient[at], slope);
        }
    }

    private static double slope(java.util.function.DoubleUnaryOperator loss) {
        return (loss.applyAsDouble(EPSILON) - loss.applyAsDouble(-EPSILON)) / (2 * EPSILON);
    }

    private static void near(String name, double obtained, double expected) {
        assertThat(obtained).as(name).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
    }

    @Test
    void whatFollowsAContractionGivesTheSameGradientsAsTheWholeNetwork() {
        SmallNetworks small = conv(30).pointwise(Kind.RELU, "Relu").convolution(1, 4, 3, SAME);
        float[] image = small.image();
        GradientNetwork network = GradientNetwork.of(small.network());
        Target target = Target.label(1, 3);
        Pass part = network.pass(true, true);
        part.run(image, 0);
        for (int contraction = 0; contraction < network.contractions(); contraction++) {
            double[] others = network.weights(contraction).clone();
            others[0] += 0.25;
            part.exchange(contraction, others);
            part.runAgain(contraction);
            part.back(target, contraction);
            Pass whole = network.pass(true, true);
            whole.exchange(contraction, others);
            whole.run(image, 0);
            whole.back(target);
            assertThat(part.outputs()).containsExactly(whole.outputs());
            assertThat(part.weightGradient(contraction))
                    .containsExactly(whole.weightGradient(contraction));
            part.exchange(contraction, network.weights(contraction));
            part.runAgain(contraction);
        }
    }

    @Test
    void theErrorFunctionIsThatOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(5);
        for (int sample = 0; sample < 2000; sample++) {
            double x = random.nextDouble(-7, 7);
            assertThat(ErrorFunction.of(x)).isCloseTo(Erf.erf(x), within(1e-13));
        }
        assertThat(ErrorFunction.of(0)).isZero();
    }

    @Test
    void whatHasNoGradientIsRefusedByName() {
        Network network = conv(31).pointwise(Kind.OTHER, "Max").network();
        assertThat(GradientNetwork.obstacle(network))
                .hasValueSatisfying(text -> assertThat(text).contains("t1 (Max)", "Maybe"));
        assertThatThrownBy(() -> GradientNetwork.of(network))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
