package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.ModelFileException;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Raises a model of operator sets 13 to 20 to 21, the first with integers of 4 bits.
///
/// Of the operators that the reader knows, between 13 and 21 only reductions (axes became an input
/// in 18) and `Split` (equal parts are counted by `num_outputs` since 18) changed how a node is
/// written.
final class NewestOperators {
    static final long VERSION = 21;
    private static final long OLDEST = 13;
    private static final long REDUCTIONS_AND_SPLIT = 18;

    /// The first version of the file format with operator set 21.
    private static final long FORMAT = 10;

    private NewestOperators() {}

    /// @throws ModelFileException if the model is older than 13
    static OnnxMl.ModelProto of(OnnxMl.ModelProto model) {
        var raised = model.toBuilder();
        raised.setIrVersion(Math.max(model.getIrVersion(), FORMAT));
        for (int i = 0; i < model.getOpsetImportCount(); i++) {
            OnnxMl.OperatorSetIdProto set = model.getOpsetImport(i);
            boolean standard = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            if (!standard || set.getVersion() >= VERSION) {
                continue;
            }
            if (set.getVersion() < OLDEST) {
                throw new ModelFileException(
                        "model: operator set "
                                + set.getVersion()
                                + " is older than "
                                + OLDEST
                                + " and cannot be raised to "
                                + VERSION
                                + ". Maybe export the model again, or --target qonnx.");
            }
            raised.setOpsetImport(i, set.toBuilder().setVersion(VERSION));
            if (set.getVersion() < REDUCTIONS_AND_SPLIT) {
                raise(raised.getGraphBuilder());
            }
        }
        return raised.build();
    }

    private static void raise(OnnxMl.GraphProto.Builder graph) {
        Set<String> taken = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
        graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
        graph.getInputList().forEach(input -> taken.add(input.getName()));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOpType().startsWith("Reduce")) {
                raiseReduction(graph, i, node, taken);
            } else if (node.getOpType().equals("Split")
                    && node.getInputCount() == 1
                    && attribute(node, "num_outputs") == null) {
                graph.setNode(
                        i,
                        node.toBuilder()
                                .addAttribute(
                                        AttributeProto.newBuilder()
                                                .setName("num_outputs")
                                                .setType(AttributeProto.AttributeType.INT)
                                                .setI(node.getOutputCount())));
            }
        }
    }

    private static void raiseReduction(
            OnnxMl.GraphProto.Builder graph, int place, NodeProto node, Set<String> taken) {
        AttributeProto axes = attribute(node, "axes");
        if (axes == null) {
            return;
        }
        String name = node.getOutput(0) + ":axes";
        while (!taken.add(name)) {
            name = name + "'";
        }
        var bytes = ByteBuffer.allocate(axes.getIntsCount() * Long.BYTES);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        axes.getIntsList().forEach(bytes::putLong);
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.INT64_VALUE)
                        .addDims(axes.getIntsCount())
                        .setRawData(ByteString.copyFrom(bytes.flip())));
        var raised = node.toBuilder().addInput(name).clearAttribute();
        node.getAttributeList().stream()
                .filter(each -> !each.getName().equals("axes"))
                .forEach(raised::addAttribute);
        graph.setNode(place, raised);
    }

    private static @Nullable AttributeProto attribute(NodeProto node, String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }
}
