package bitwright.workload.onnx;

import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import bitwright.workload.onnx.Constant.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Computes operators on two constants: mostly the arithmetic of shapes that exporters write out.
///
/// @param real on real numbers
/// @param integer on integers
record Arithmetic(DoubleBinaryOperator real, LongBinaryOperator integer) {
    static final Arithmetic ADD = new Arithmetic((a, b) -> a + b, Math::addExact);
    static final Arithmetic SUBTRACT = new Arithmetic((a, b) -> a - b, Math::subtractExact);
    static final Arithmetic MULTIPLY = new Arithmetic((a, b) -> a * b, Math::multiplyExact);
    static final Arithmetic DIVIDE = new Arithmetic((a, b) -> a / b, Math::divideExact);
    static final Arithmetic POWER = new Arithmetic(Math::pow, Arithmetic::power);

    Constant fold(Node node, Graph graph) {
        Constant left = graph.constant(node.input(0)).orElseThrow();
        Constant right = graph.constant(node.input(1)).orElseThrow();
        List<Integer> shape = Shapes.broadcast(left.shape(), right.shape());
        int[] a = Shapes.broadcastSources(left.shape(), shape);
        int[] b = Shapes.broadcastSources(right.shape(), shape);
        if (left instanceof Floats x && right instanceof Floats y) {
            float[] values = new float[a.length];
            for (int i = 0; i < a.length; i++) {
                values[i] = (float) real.applyAsDouble(x.values()[a[i]], y.values()[b[i]]);
            }
            return new Floats(shape, values, larger(x, y));
        }
        if (left instanceof Integers x && right instanceof Integers y) {
            long[] values = new long[a.length];
            for (int i = 0; i < a.length; i++) {
                values[i] = integer.applyAsLong(x.values()[a[i]], y.values()[b[i]]);
            }
            return new Integers(shape, values);
        }
        throw node.error("mixes real numbers and integers.");
    }

    /// Comparisons of integers give 1 for true; those of activations are layers.
    static Operator comparison(LongBinaryOperator compare) {
        return (node, graph) -> {
            if (!graph.isConstant(node.input(0)) || !graph.isConstant(node.input(1))) {
                ElementWise.addOther(node, graph);
                return;
            }
            graph.integers(node, 0);
            graph.integers(node, 1);
            graph.define(
                    node.output(), new Arithmetic((a, b) -> Double.NaN, compare).fold(node, graph));
        };
    }

    /// `Not` of truth values.
    static void not(Node node, Graph graph) {
        if (!graph.isConstant(node.input(0))) {
            ElementWise.addOther(node, graph);
            return;
        }
        Integers truth = graph.integers(node, 0);
        long[] values = Arrays.stream(truth.values()).map(v -> v == 0 ? 1 : 0).toArray();
        graph.define(node.output(), new Integers(truth.shape(), values));
    }

    /// `Where`: the second operand where the first is true, else the third.
    static void where(Node node, Graph graph) {
        if (!graph.isConstant(node.input(0))
                || !graph.isConstant(node.input(1))
                || !graph.isConstant(node.input(2))) {
            ElementWise.addOther(node, graph);
            return;
        }
        Integers condition = graph.integers(node, 0);
        Integers yes = graph.integers(node, 1);
        Integers no = graph.integers(node, 2);
        List<Integer> shape =
                Shapes.broadcast(condition.shape(), Shapes.broadcast(yes.shape(), no.shape()));
        int[] c = Shapes.broadcastSources(condition.shape(), shape);
        int[] y = Shapes.broadcastSources(yes.shape(), shape);
        int[] n = Shapes.broadcastSources(no.shape(), shape);
        long[] values = new long[c.length];
        for (int i = 0; i < c.length; i++) {
            values[i] = condition.values()[c[i]] != 0 ? yes.values()[y[i]] : no.values()[n[i]];
        }
        graph.define(node.output(), new Integers(shape, values));
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) {
            throw new IllegalArgumentException("an integer to the power of " + exponent + ".");
        }
        long result = 1;
        for (long i = 0; i < Math.min(exponent, 64); i++) {
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    private static @Nullable Parameter larger(Floats x, Floats y) {
        return x.values().length >= y.values().length ? x.parameter() : y.parameter();
    }
}
