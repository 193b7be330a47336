package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Changes a model's graph in place of the reader's knowledge about it.
final class GraphRewriter {
    private final OnnxMl.ModelProto original;
    private final Network network;
    private final Map<String, ContractionOrigin> origins;
    private final OnnxMl.GraphProto.Builder graph;

    /// Nodes by their place; a node that is gone is missing.
    private final Map<Integer, NodeProto.Builder> nodes = new TreeMap<>();

    /// New nodes that go right before the node of that place.
    private final Map<Integer, List<NodeProto>> before = new LinkedHashMap<>();

    private final Set<String> names = new HashSet<>();

    GraphRewriter(OnnxMl.ModelProto original, GraphReader.Reading reading) {
        this.original = original;
        this.network = reading.network();
        this.origins = reading.origins();
        this.graph = original.getGraph().toBuilder();
        for (int index = 0; index < graph.getNodeCount(); index++) {
            nodes.put(index, graph.getNode(index).toBuilder());
            names.addAll(graph.getNode(index).getOutputList());
            names.add(graph.getNode(index).getName());
        }
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    }

    /// Turns the weights of every contraction into graph inputs and folds what the reader folded.
    List<WeightInput> openWeights() {
        checkElementTypes();
        var inputs = new ArrayList<WeightInput>();
        for (Contraction contraction : network.contractions()) {
            ContractionOrigin origin = origins.get(contraction.name());
            if (origin == null || origin.node() < 0 || isQuantized(contraction.op())) {
                throw new ModelFileException(
                        "model: node '"
                                + contraction.name()
                                + "' ("
                                + contraction.op()
                                + "): its weights cannot be exchanged. Maybe give the float model"
                                + " without branches that it was made from?");
            }
            if (origin.weightInput() < 0) {
                continue;
            }
            NodeProto.Builder node = node(origin.node());
            String name = free(contraction.name() + ":weights");
            node.setInput(origin.weightInput(), name);
            graph.addInput(floatInput(name, origin.weightShape()));
            if (origin.rescaled() || origin.absorbed() >= 0) {
                setFoldedBias(contraction, node);
            }
            if (origin.rescaled()) {
                removeFactors(node);
            }
            if (origin.absorbed() >= 0) {
                node.setOutput(0, node(origin.absorbed()).getOutput(0));
                nodes.remove(origin.absorbed());
            }
            inputs.add(
                    new WeightInput(
                            contraction.name(),
                            name,
                            origin.weightShape().stream().mapToLong(Integer::longValue).toArray(),
                            origin.transposed()));
        }
        return inputs;
    }

    void insertFakes(Map<ActivationOperand, ActivationFake> fakes) {
        if (!fakes.isEmpty() && opset() < 11) {
            throw new ModelFileException(
                    "model: fake quantization needs opset 11 or later, not "
                            + opset()
                            + ". Maybe export the model again?");
        }
        for (var entry : new TreeMap<>(fakes).entrySet()) {
            ActivationOperand operand = entry.getKey();
            ContractionOrigin origin = origin(operand.contraction());
            if (operand.operand() >= origin.activations().size()) {
                throw new IllegalArgumentException(
                        "contraction '"
                                + operand.contraction()
                                + "' has "
                                + origin.activations().size()
                                + " activation operands and none of number "
                                + operand.operand()
                                + ".");
            }
            NodeProto.Builder node = node(origin.node());
            int input = origin.activations().get(operand.operand());
            String prefix = free(operand.contraction() + ":fake" + input);
            String replaced = fake(origin.node(), prefix, node.getInput(input), entry.getValue());
            node.setInput(input, replaced);
        }
    }

    void expose(List<String> tensors) {
        var present = new HashSet<String>();
        graph.getOutputList().forEach(output -> present.add(output.getName()));
        for (String tensor : tensors) {
            if (!network.shapes().containsKey(tensor)) {
                throw new IllegalArgumentException("the model has no activation '" + tensor + "'.");
            }
            if (!network.inputs().contains(tensor) && present.add(tensor)) {
                graph.addOutput(
                        OnnxMl.ValueInfoProto.newBuilder()
                                .setName(tensor)
                                .setType(
                                        OnnxMl.TypeProto.newBuilder()
                                                .setTensorType(
                                                        OnnxMl.TypeProto.Tensor.newBuilder()
                                                                .setElemType(
                                                                        TensorProto.DataType
                                                                                .FLOAT_VALUE))));
            }
        }
    }

    OnnxMl.ModelProto model() {
        graph.clearNode();
        nodes.forEach((index, node) -> {
            before.getOrDefault(index, List.of()).forEach(graph::addNode);
            graph.addNode(node);
        });
        dropUnreadInitializers();
        return original.toBuilder().setGraph(graph).build();
    }

    private void setFoldedBias(Contraction contraction, NodeProto.Builder node) {
        if (contraction.bias() == null) {
            return;
        }
        Tensor bias = network.constants().get(contraction.bias());
        if (bias == null) {
            throw new IllegalArgumentException("no bias '" + contraction.bias() + "'.");
        }
        String name = free(contraction.name() + ":bias");
        graph.addInitializer(
                StoredTensors.floats(name, List.of(bias.values().length), bias.values()));
        while (node.getInputCount() < 3) {
            node.addInput("");
        }
        node.setInput(2, name);
    }

    private static boolean isQuantized(String op) {
        return op.endsWith("Integer") || op.startsWith("Q");
    }

    private static void removeFactors(NodeProto.Builder node) {
        List<AttributeProto> kept =
                node.getAttributeList().stream()
                        .filter(a -> !a.getName().equals("alpha") && !a.getName().equals("beta"))
                        .toList();
        node.clearAttribute().addAllAttribute(kept);
    }

    /// Adds divide, round, clip and multiply before a node; gives the tensor that they make.
    private String fake(int place, String prefix, String tensor, ActivationFake fake) {
        String scale = scalar(prefix + ":scale", (float) fake.scale());
        String minimum = scalar(prefix + ":minimum", fake.minimum());
        String maximum = scalar(prefix + ":maximum", fake.maximum());
        List<NodeProto> added = before.computeIfAbsent(place, unused -> new ArrayList<>());
        added.add(operator("Div", prefix + ":steps", tensor, scale));
        added.add(operator("Round", prefix + ":rounded", prefix + ":steps"));
        added.add(operator("Clip", prefix + ":clipped", prefix + ":rounded", minimum, maximum));
        added.add(operator("Mul", prefix, prefix + ":clipped", scale));
        return prefix;
    }

    private static NodeProto operator(String op, String output, String... inputs) {
        return StoredTensors.node(op, output, inputs).build();
    }

    private String scalar(String name, float value) {
        graph.addInitializer(StoredTensors.floats(name, List.of(), value));
        return name;
    }

    private static OnnxMl.ValueInfoProto floatInput(String name, List<Integer> shape) {
        var dims = OnnxMl.TensorShapeProto.newBuilder();
        shape.forEach(extent -> dims.addDimBuilder().setDimValue(extent));
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        OnnxMl.TypeProto.newBuilder()
                                .setTensorType(
                                        OnnxMl.TypeProto.Tensor.newBuilder()
                                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                                .setShape(dims)))
                .build();
    }

    private void checkElementTypes() {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT16_VALUE
                    || tensor.getDataType() == TensorProto.DataType.BFLOAT16_VALUE
                    || tensor.getDataType() == TensorProto.DataType.DOUBLE_VALUE) {
                throw new ModelFileException(
                        "model: the tensor '"
                                + tensor.getName()
                                + "' is not of 32-bit floats. Maybe export the model in 32 bits?");
            }
        }
    }

    private void dropUnreadInitializers() {
        var read = new HashSet<String>();
        graph.getNodeList().forEach(node -> read.addAll(node.getInputList()));
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        var gone = new HashSet<String>();
        var kept = new ArrayList<TensorProto>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (read.contains(tensor.getName())) {
                kept.add(tensor);
            } else {
                gone.add(tensor.getName());
            }
        }
        graph.clearInitializer().addAllInitializer(kept);
        var inputs =
                graph.getInputList().stream()
                        .filter(input -> !gone.contains(input.getName()))
                        .toList();
        graph.clearInput().addAllInput(inputs);
    }

    private long opset() {
        return original.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OnnxMl.OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
    }

    /// The weights of a contraction as a constant again.
    void closeWeights(Network network, WeightInput input) {
        Contraction contraction =
                network.contractions().stream()
                        .filter(each -> each.name().equals(input.layer()))
                        .findFirst()
                        .orElseThrow();
        Tensor weights = network.constants().get(String.valueOf(contraction.weights()));
        if (weights == null) {
            throw new IllegalArgumentException("layer " + input.layer() + " has no weights.");
        }
        dropInput(input.inputName());
        add(
                StoredTensors.floats(
                        input.inputName(),
                        origin(input.layer()).weightShape(),
                        input.toOnnxLayout(weights.values())));
    }

    /// The place of a contraction's node.
    int place(String contraction) {
        return origin(contraction).node();
    }

    /// The tensor that a contraction's node reads.
    String input(String contraction, int input) {
        return node(place(contraction)).getInput(input);
    }

    void setInput(String contraction, int input, String tensor) {
        node(place(contraction)).setInput(input, tensor);
    }

    /// Whether a contraction's node adds a bias itself.
    boolean hasBias(String contraction) {
        NodeProto.Builder node = node(place(contraction));
        return node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    }

    void dropInput(String name) {
        var kept =
                graph.getInputList().stream()
                        .filter(input -> !input.getName().equals(name))
                        .toList();
        graph.clearInput().addAllInput(kept);
    }

    void add(TensorProto initializer) {
        graph.addInitializer(initializer);
    }

    /// Adds a node right before the node of a place, after those added there before.
    void add(int place, NodeProto node) {
        before.computeIfAbsent(place, unused -> new ArrayList<>()).add(node);
    }

    ContractionOrigin origin(String contraction) {
        ContractionOrigin origin = origins.get(contraction);
        if (origin == null) {
            throw new IllegalArgumentException(
                    "the model has no contraction '" + contraction + "'.");
        }
        return origin;
    }

    private NodeProto.Builder node(int place) {
        NodeProto.Builder node = nodes.get(place);
        if (node == null) {
            throw new IllegalArgumentException("the node " + place + " is gone.");
        }
        return node;
    }

    /// A name that nothing has, taken from now on.
    String free(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name = name + "'";
        }
        return name;
    }
}
