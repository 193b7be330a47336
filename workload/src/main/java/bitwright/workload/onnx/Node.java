package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import bitwright.workload.ModelFileException;
import java.util.List;
import java.util.Optional;

/// One operator of the file, with typed access to its attributes.
///
/// @param file the model's name for messages
/// @param index its place among the graph's nodes; −1 inside a branch
/// @param name unique in the graph and never empty
record Node(String file, int index, String name, OnnxMl.NodeProto proto) {
    /// @param index its place among the graph's nodes; −1 inside a branch
    static Node of(String file, int index, OnnxMl.NodeProto proto, Graph graph) {
        String wish =
                proto.getName().isEmpty()
                        ? proto.getOpType() + (index < 0 ? "" : "_" + index)
                        : proto.getName();
        return new Node(file, index, graph.uniqueName(wish), proto);
    }

    /// The same operator on other tensors; an empty name leaves an input out.
    Node withInputs(List<String> inputs) {
        return new Node(
                file, index, name, proto.toBuilder().clearInput().addAllInput(inputs).build());
    }

    String op() {
        return proto.getOpType();
    }

    /// Whether the optional input is given.
    boolean has(int input) {
        return input < proto.getInputCount() && !proto.getInput(input).isEmpty();
    }

    String input(int input) {
        if (!has(input)) {
            throw error("needs an input number " + input + ".");
        }
        return proto.getInput(input);
    }

    int inputs() {
        return proto.getInputCount();
    }

    String output() {
        return output(0);
    }

    String output(int output) {
        if (output >= proto.getOutputCount() || proto.getOutput(output).isEmpty()) {
            throw error("needs an output number " + output + ".");
        }
        return proto.getOutput(output);
    }

    int outputs() {
        return proto.getOutputCount();
    }

    long integer(String attribute, long otherwise) {
        return find(attribute, AttributeProto.AttributeType.INT)
                .map(AttributeProto::getI)
                .orElse(otherwise);
    }

    float real(String attribute, float otherwise) {
        return find(attribute, AttributeProto.AttributeType.FLOAT)
                .map(AttributeProto::getF)
                .orElse(otherwise);
    }

    String text(String attribute, String otherwise) {
        return find(attribute, AttributeProto.AttributeType.STRING)
                .map(value -> value.getS().toStringUtf8())
                .orElse(otherwise);
    }

    Optional<long[]> integers(String attribute) {
        return find(attribute, AttributeProto.AttributeType.INTS)
                .map(value -> value.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }

    /// A list of as many integers as stated.
    long[] integers(String attribute, long... otherwise) {
        long[] values = integers(attribute).orElse(otherwise);
        if (values.length != otherwise.length) {
            throw error(
                    attribute
                            + " has "
                            + values.length
                            + " numbers where "
                            + otherwise.length
                            + " are needed.");
        }
        return values;
    }

    Optional<OnnxMl.TensorProto> tensor(String attribute) {
        return find(attribute, AttributeProto.AttributeType.TENSOR).map(AttributeProto::getT);
    }

    Optional<AttributeProto> find(String attribute, AttributeProto.AttributeType type) {
        List<AttributeProto> found =
                proto.getAttributeList().stream()
                        .filter(value -> value.getName().equals(attribute))
                        .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.size() > 1 || found.getFirst().getType() != type) {
            throw error("the attribute " + attribute + " must be given once, as " + type + ".");
        }
        return Optional.of(found.getFirst());
    }

    /// An exception that names the file, the node and its operator.
    ModelFileException error(String what) {
        return new ModelFileException(file + ": node '" + name + "' (" + op() + "): " + what);
    }
}
