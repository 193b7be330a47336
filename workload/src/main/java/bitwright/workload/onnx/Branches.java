package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;

/// Lowers `If`: the branch that its condition, known while the model is read, takes.
final class Branches {
    private Branches() {}

    static void condition(Node node, Graph graph) {
        long[] condition = graph.integers(node, 0).values();
        if (condition.length != 1) {
            throw node.error("needs one truth value in '" + node.input(0) + "'.");
        }
        String taken = condition[0] != 0 ? "then_branch" : "else_branch";
        OnnxMl.GraphProto branch =
                node.find(taken, AttributeType.GRAPH)
                        .map(OnnxMl.AttributeProto::getG)
                        .orElseThrow(() -> node.error("has no " + taken + "."));
        if (branch.getOutputCount() != node.outputs()) {
            throw node.error("its " + taken + " has other outputs than itself.");
        }
        for (OnnxMl.TensorProto tensor : branch.getInitializerList()) {
            if (graph.isWritten(tensor.getName())) {
                throw node.error("stores '" + tensor.getName() + "', which is written already.");
            }
            graph.put(tensor.getName(), graph.decode(tensor, tensor.getName()));
        }
        for (OnnxMl.NodeProto inner : branch.getNodeList()) {
            Operators.lower(Node.of(node.file(), -1, inner, graph), graph);
        }
        for (int i = 0; i < node.outputs(); i++) {
            String result = branch.getOutput(i).getName();
            if (!graph.isKnown(result)) {
                throw node.error("nothing in its " + taken + " writes '" + result + "'.");
            }
            Constant known = graph.constant(result).orElse(null);
            if (known != null) {
                graph.put(node.output(i), known);
            } else {
                graph.alias(node.output(i), result);
                int output = i;
                graph.encoding(result)
                        .ifPresent(encoding -> graph.encode(node.output(output), encoding));
            }
        }
    }
}
