package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.List;

/// The nodes of a dialect that quantize one operand.
sealed interface OperandQuantizers permits LinearQuantizers, QuantNodes {
    /// Quantizes an activation tensor.
    ///
    /// @param place the node before which new nodes go
    /// @param prefix starts the names of what is added
    /// @return the tensor of the quantized numbers
    String activations(
            int place, String prefix, String tensor, QuantizedContraction.Activations how);

    /// Stores weights.
    ///
    /// @param integers in the order of the shape
    /// @param axis the axis along which scales differ
    /// @return the tensor of the real numbers
    String weights(
            int place,
            String prefix,
            IntegerType type,
            int[] integers,
            List<Integer> shape,
            double[] scales,
            int axis);

    /// Stores biases of 32 bits.
    ///
    /// @return the tensor of the real numbers
    String biases(int place, String prefix, int[] biases, double[] scales);

    /// Says in the model what the nodes need.
    OnnxMl.ModelProto finish(OnnxMl.ModelProto model);
}
