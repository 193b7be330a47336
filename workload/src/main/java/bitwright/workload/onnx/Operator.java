package bitwright.workload.onnx;

/// Lowers one operator: adds layers to the graph, or defines constants.
@FunctionalInterface
interface Operator {
    void lower(Node node, Graph graph);
}
