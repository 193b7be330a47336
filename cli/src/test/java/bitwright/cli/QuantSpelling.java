package bitwright.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rewrites the `Quant` nodes of a QONNX model by their published definition: divide by the scale,
/// add the zero point, clip to the range of the width, round, subtract the zero point, multiply by
/// the scale.
final class QuantSpelling {
    private QuantSpelling() {}

    static byte[] inStandardOperators(byte[] qonnx) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(qonnx);
        Map<String, Float> scalars = new HashMap<>();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            if (tensor.getFloatDataCount() == 1) {
                scalars.put(tensor.getName(), tensor.getFloatData(0));
            }
        }
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (!node.getOpType().equals("Quant")) {
                graph.addNode(node);
                continue;
            }
            boolean signed =
                    node.getAttributeList().stream()
                            .anyMatch(a -> a.getName().equals("signed") && a.getI() == 1);
            float half = (float) Math.pow(2, scalars.getOrDefault(node.getInput(3), 0f) - 1);
            String name = node.getOutput(0);
            String scale = node.getInput(1);
            String zero = node.getInput(2);
            scalar(graph, name + ":least", signed ? -half : 0);
            scalar(graph, name + ":greatest", signed ? half - 1 : 2 * half - 1);
            step(graph, "Div", name + "1", node.getInput(0), scale);
            step(graph, "Add", name + "2", name + "1", zero);
            step(graph, "Clip", name + "3", name + "2", name + ":least", name + ":greatest");
            step(graph, "Round", name + "4", name + "3");
            step(graph, "Sub", name + "5", name + "4", zero);
            step(graph, "Mul", name, name + "5", scale);
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /// The model with another bit width in every `Quant`.
    static byte[] withBits(byte[] qonnx, float bits) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(qonnx);
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().endsWith(":bits")) {
                graph.setInitializer(i, graph.getInitializer(i).toBuilder().setFloatData(0, bits));
            }
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    private static void scalar(GraphProto.Builder graph, String name, float value) {
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addFloatData(value));
    }

    private static void step(GraphProto.Builder graph, String op, String output, String... in) {
        graph.addNode(
                NodeProto.newBuilder().setOpType(op).addAllInput(List.of(in)).addOutput(output));
    }
}
