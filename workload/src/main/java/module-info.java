/// What a network is: a graph of layers as loop nests, tensors and weights, and the readers of
/// model files.
module bitwright.workload {
    requires static org.jspecify;
    requires transitive org.jgrapht.core;
    requires com.google.protobuf;
    requires org.tribuo.util.onnx;

    exports bitwright.workload;
    exports bitwright.workload.onnx;
    exports bitwright.workload.scalesim;
    exports bitwright.workload.zoo;
}
