package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import bitwright.workload.Pointwise;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import bitwright.workload.onnx.Constant.Parameter;
import java.util.Arrays;
import java.util.List;

/// Operators that only make values that are known while the model is read.
final class KnownValues {
    private KnownValues() {}

    static void constant(Node node, Graph graph) {
        String name = node.output();
        Constant value =
                node.tensor("value")
                        .map(tensor -> graph.decode(tensor, name))
                        .or(() -> node.integers("value_ints").map(KnownValues::integers))
                        .or(() ->
                                node.find("value_int", AttributeType.INT)
                                        .map(v -> new Integers(List.of(), new long[] {v.getI()})))
                        .or(() ->
                                node.find("value_float", AttributeType.FLOAT)
                                        .map(v ->
                                                new Floats(
                                                        List.of(), new float[] {v.getF()}, null)))
                        .or(() ->
                                node.find("value_floats", AttributeType.FLOATS)
                                        .map(v -> floats(v, name)))
                        .orElseThrow(() ->
                                node.error(
                                        "needs an attribute value, value_int(s) or value_float(s)."));
        graph.put(name, value);
    }

    /// The shape of a constant or an activation, as integers.
    static void shape(Node node, Graph graph) {
        List<Integer> shape = graph.shape(node, 0);
        int start = end(node.integer("start", 0), shape.size());
        int end = Math.max(start, end(node.integer("end", shape.size()), shape.size()));
        graph.define(
                node.output(),
                integers(
                        shape.subList(start, end).stream()
                                .mapToLong(Integer::longValue)
                                .toArray()));
    }

    static void constantOfShape(Node node, Graph graph) {
        List<Integer> shape = Shapes.of(graph.integers(node, 0).values());
        int elements = Shapes.constantElements(shape);
        Constant value =
                node.tensor("value")
                        .map(tensor -> graph.decode(tensor, node.output()))
                        .orElse(new Floats(List.of(), new float[1], null));
        if (Shapes.elements(value.shape()) != 1) {
            throw node.error("needs a value of one element.");
        }
        graph.define(
                node.output(),
                switch (value) {
                    case Floats floats ->
                            new Floats(
                                    shape,
                                    graph.filled(elements, floats.values()[0]),
                                    new Parameter(node.output(), elements));
                    case Integers integers -> {
                        long[] values = new long[elements];
                        Arrays.fill(values, integers.values()[0]);
                        yield new Integers(shape, values);
                    }
                });
    }

    static void range(Node node, Graph graph) {
        long start = single(node, graph, 0);
        long limit = single(node, graph, 1);
        long delta = single(node, graph, 2);
        if (delta == 0) {
            throw node.error("steps by 0.");
        }
        long count = Math.max(0, Math.ceilDiv(Math.subtractExact(limit, start), delta));
        long[] values = new long[Shapes.constantElements(Shapes.of(count))];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * delta;
        }
        graph.define(node.output(), integers(values));
    }

    /// Of constants between integers and real numbers. An activation only changes when it becomes
    /// integers: a layer then cuts its digits off.
    static void cast(Node node, Graph graph) {
        long to = node.integer("to", 0);
        OnnxMl.TensorProto.DataType type =
                to > Integer.MAX_VALUE ? null : OnnxMl.TensorProto.DataType.forNumber((int) to);
        boolean real =
                type == OnnxMl.TensorProto.DataType.FLOAT
                        || type == OnnxMl.TensorProto.DataType.FLOAT16
                        || type == OnnxMl.TensorProto.DataType.BFLOAT16
                        || type == OnnxMl.TensorProto.DataType.DOUBLE;
        boolean integer =
                type == OnnxMl.TensorProto.DataType.INT64
                        || type == OnnxMl.TensorProto.DataType.INT32
                        || type == OnnxMl.TensorProto.DataType.BOOL;
        if (!real && !integer) {
            throw node.error("casts to the element type " + to + ", which is not read.");
        }
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known == null) {
            if (real) {
                graph.shape(node, 0);
                graph.alias(node.output(), node.input(0));
            } else {
                ElementWise.addUnary(node, graph, Pointwise.Kind.OTHER, List.of());
            }
            return;
        }
        graph.define(
                node.output(), converted(known, real, type == OnnxMl.TensorProto.DataType.BOOL));
    }

    private static Constant converted(Constant known, boolean real, boolean truth) {
        return switch (known) {
            case Floats floats when real -> floats;
            case Floats floats -> {
                long[] values = new long[floats.values().length];
                for (int i = 0; i < values.length; i++) {
                    values[i] =
                            truth ? (floats.values()[i] != 0 ? 1 : 0) : (long) floats.values()[i];
                }
                yield new Integers(floats.shape(), values);
            }
            case Integers integers when real -> integers.toFloats();
            case Integers integers when truth ->
                    new Integers(
                            integers.shape(),
                            Arrays.stream(integers.values()).map(v -> v == 0 ? 0 : 1).toArray());
            case Integers integers -> integers;
        };
    }

    /// Another name for the same tensor. Exporters write equal initializers once and name the
    /// others by `Identity`, so a renamed constant is a parameter of its own.
    static void identity(Node node, Graph graph) {
        Constant known = graph.constant(node.input(0)).orElse(null);
        if (known instanceof Floats floats && floats.parameter() != null) {
            var own = new Parameter(node.output(), floats.parameter().elements());
            graph.put(node.output(), new Floats(floats.shape(), floats.values(), own));
        } else if (known != null) {
            graph.put(node.output(), known);
        } else {
            graph.shape(node, 0);
            graph.alias(node.output(), node.input(0));
        }
    }

    static Integers integers(long... values) {
        return new Integers(List.of(values.length), values);
    }

    private static Floats floats(OnnxMl.AttributeProto attribute, String name) {
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.getFloats(i);
        }
        return new Floats(List.of(values.length), values, new Parameter(name, values.length));
    }

    private static long single(Node node, Graph graph, int input) {
        long[] values = graph.integers(node, input).values();
        if (values.length != 1) {
            throw node.error("needs one number in '" + node.input(input) + "'.");
        }
        return values[0];
    }

    private static int end(long position, int rank) {
        long counted = position < 0 ? position + rank : position;
        return (int) Math.clamp(counted, 0, rank);
    }
}
