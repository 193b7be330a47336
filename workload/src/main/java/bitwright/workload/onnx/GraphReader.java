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
/// @param shapes what open axes of the inputs become
record GraphReader(String file, String name, InputShapes shapes, ExternalData external) {
    /// Before it, an attribute said how operands of different shapes meet.
    private static final long OLDEST_OPSET = 7;

    /// What was read, and where its contractions came from.
    record Reading(Network network, Map<String, ContractionOrigin> origins) {}

    Reading read(OnnxMl.ModelProto model) {
        OnnxMl.GraphProto proto = model.getGraph();
        var graph = new Graph(opset(model), new TensorDecoder(file, external), reads(proto));
        List<OnnxMl.ValueInfoProto> inputs = inputs(proto);
        // First, for it is quick and most often refused.
        Map<String, List<Integer>> inputShapes = shapes.of(inputs);
        for (OnnxMl.TensorProto tensor : proto.getInitializerList()) {
            checkNew(graph, tensor.getName(), "initializer");
            guarded(
                    "initializer '" + tensor.getName() + "'",
                    () -> graph.put(tensor.getName(), graph.decode(tensor, tensor.getName())));
        }
        inputShapes.forEach((input, shape) -> {
            checkNew(graph, input, "input");
            guarded("input '" + input + "'", () -> graph.defineInput(input, shape));
        });
        for (int index = 0; index < proto.getNodeCount(); index++) {
            Operators.lower(Node.of(file, index, proto.getNode(index), graph), graph);
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
                        inputs.stream().map(OnnxMl.ValueInfoProto::getName).toList(),
                        outputs,
                        graph.layers(),
                        graph.shapes(),
                        graph.keptConstants(),
                        graph.parameterElements());
        checkWork(network);
        return new Reading(network, graph.origins());
    }

    /// The graph's inputs that are not stored in the file.
    private static List<OnnxMl.ValueInfoProto> inputs(OnnxMl.GraphProto proto) {
        var stored = new LinkedHashSet<String>();
        proto.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
        return proto.getInputList().stream()
                .filter(input -> !stored.contains(input.getName()))
                .toList();
    }

    private void checkWork(Network network) {
        try {
            network.macs();
        } catch (ArithmeticException e) {
            throw problem(
                    "needs more multiply-accumulates than 64 bits can count. Maybe the file is damaged?");
        }
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

    /// How often each tensor is read, also by the branches of conditions.
    private static Map<String, Integer> reads(OnnxMl.GraphProto proto) {
        var reads = new LinkedHashMap<String, Integer>();
        addReads(proto, reads);
        return reads;
    }

    private static void addReads(OnnxMl.GraphProto proto, Map<String, Integer> reads) {
        for (OnnxMl.NodeProto node : proto.getNodeList()) {
            node.getInputList().forEach(input -> reads.merge(input, 1, Integer::sum));
            for (OnnxMl.AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    addReads(attribute.getG(), reads);
                }
            }
        }
        proto.getOutputList().forEach(output -> reads.merge(output.getName(), 1, Integer::sum));
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
