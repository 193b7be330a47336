package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Walks a model's graph node by node.
///
/// @param file the model's name for messages
/// @param name the network's name
/// @param batch what symbolic batch axes become; 0 takes 1 there and accepts any fixed batch
record GraphReader(String file, String name, int batch, ExternalData external) {
    /// Before it, an attribute said how operands of different shapes meet.
    private static final long OLDEST_OPSET = 7;

    /// What was read, and where its contractions came from.
    record Reading(Network network, Map<String, ContractionOrigin> origins) {}

    Reading read(OnnxMl.ModelProto model) {
        OnnxMl.GraphProto proto = model.getGraph();
        var graph = new Graph(opset(model), new TensorDecoder(file, external), reads(proto));
        var stored = new LinkedHashSet<String>();
        for (OnnxMl.TensorProto tensor : proto.getInitializerList()) {
            checkNew(graph, tensor.getName(), "initializer");
            stored.add(tensor.getName());
            guarded(
                    "initializer '" + tensor.getName() + "'",
                    () -> graph.put(tensor.getName(), graph.decode(tensor, tensor.getName())));
        }
        var inputs = new ArrayList<String>();
        for (OnnxMl.ValueInfoProto input : proto.getInputList()) {
            if (!stored.contains(input.getName())) {
                checkNew(graph, input.getName(), "input");
                guarded(
                        "input '" + input.getName() + "'",
                        () -> graph.defineInput(input.getName(), shape(input)));
                inputs.add(input.getName());
            }
        }
        var names = new UniqueNames();
        for (int index = 0; index < proto.getNodeCount(); index++) {
            lower(node(proto, index, names), graph);
        }
        var outputs = new ArrayList<String>();
        for (OnnxMl.ValueInfoProto output : proto.getOutputList()) {
            String tensor = graph.resolve(output.getName());
            if (!graph.shapes().containsKey(tensor)) {
                throw problem("the output '" + output.getName() + "' is written by no layer.");
            }
            outputs.add(tensor);
        }
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw problem(
                    "the graph has no inputs or no outputs. Maybe it is only a part of a model?");
        }
        var network =
                new Network(
                        name,
                        inputs,
                        outputs,
                        graph.layers(),
                        graph.shapes(),
                        graph.keptConstants(),
                        graph.parameterElements());
        checkWork(network);
        return new Reading(network, graph.origins());
    }

    private void checkWork(Network network) {
        try {
            network.macs();
        } catch (ArithmeticException e) {
            throw problem(
                    "needs more multiply-accumulates than 64 bits can count. Maybe the file is damaged?");
        }
    }

    private Node node(OnnxMl.GraphProto proto, int index, UniqueNames names) {
        OnnxMl.NodeProto node = proto.getNode(index);
        String wish = node.getName().isEmpty() ? node.getOpType() + "_" + index : node.getName();
        return new Node(file, index, names.unique(wish), node);
    }

    private static void lower(Node node, Graph graph) {
        Operator operator = Operators.of(node);
        for (String input : node.proto().getInputList()) {
            if (!input.isEmpty() && !graph.isKnown(input)) {
                throw node.error(
                        "reads '"
                                + input
                                + "', which nothing before it writes. Maybe the nodes form a cycle or are not in order?");
            }
        }
        for (String output : node.proto().getOutputList()) {
            if (!output.isEmpty() && graph.isWritten(output)) {
                throw node.error("writes '" + output + "', which is written already.");
            }
        }
        try {
            operator.lower(node, graph);
        } catch (ArithmeticException e) {
            throw node.error("its numbers are out of range (" + e.getMessage() + ").");
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw node.error(e.getMessage() == null ? "cannot be read." : e.getMessage());
        }
    }

    private List<Integer> shape(OnnxMl.ValueInfoProto input) {
        OnnxMl.TypeProto type = input.getType();
        if (!type.hasTensorType() || !type.getTensorType().hasShape()) {
            throw problem(
                    "the input '"
                            + input.getName()
                            + "' has no shape. Maybe export the model with shapes?");
        }
        List<OnnxMl.TensorShapeProto.Dimension> dims = type.getTensorType().getShape().getDimList();
        String batchSymbol = dims.isEmpty() ? "" : dims.getFirst().getDimParam();
        long[] extents = new long[dims.size()];
        for (int axis = 0; axis < extents.length; axis++) {
            OnnxMl.TensorShapeProto.Dimension dim = dims.get(axis);
            boolean fixed = dim.hasDimValue() && dim.getDimValue() > 0;
            boolean isBatch =
                    axis == 0 || !batchSymbol.isEmpty() && dim.getDimParam().equals(batchSymbol);
            if (!fixed && !isBatch) {
                throw problem(
                        "axis "
                                + axis
                                + " of the input '"
                                + input.getName()
                                + "' has no size. Maybe export the model with fixed sizes?");
            }
            extents[axis] = fixed ? dim.getDimValue() : Math.max(1, batch);
            if (axis == 0 && fixed && batch > 0 && extents[0] != batch) {
                throw problem(
                        "the input '"
                                + input.getName()
                                + "' has a fixed batch of "
                                + extents[0]
                                + ", not "
                                + batch
                                + ". Maybe export the model with a symbolic batch?");
            }
        }
        return Shapes.of(extents);
    }

    private long opset(OnnxMl.ModelProto model) {
        for (OnnxMl.OperatorSetIdProto opset : model.getOpsetImportList()) {
            if (opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx")) {
                if (opset.getVersion() < OLDEST_OPSET) {
                    throw problem(
                            "operator set "
                                    + opset.getVersion()
                                    + " is older than "
                                    + OLDEST_OPSET
                                    + ". Maybe export the model again with a newer one?");
                }
                return opset.getVersion();
            }
        }
        throw problem(
                "is no ONNX model with standard operators. Maybe it is another kind of file?");
    }

    private static Map<String, Integer> reads(OnnxMl.GraphProto proto) {
        var reads = new LinkedHashMap<String, Integer>();
        for (OnnxMl.NodeProto node : proto.getNodeList()) {
            node.getInputList().forEach(input -> reads.merge(input, 1, Integer::sum));
        }
        proto.getOutputList().forEach(output -> reads.merge(output.getName(), 1, Integer::sum));
        return reads;
    }

    private void checkNew(Graph graph, String tensor, String what) {
        if (tensor.isEmpty() || graph.isWritten(tensor)) {
            throw problem("the " + what + " '" + tensor + "' has no name or one that is taken.");
        }
    }

    private void guarded(String where, Runnable step) {
        try {
            step.run();
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw problem("the " + where + ": " + e.getMessage());
        }
    }

    private ModelFileException problem(String what) {
        return new ModelFileException(file + ": " + what);
    }
}
