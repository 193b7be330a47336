package bitwright.workload.onnx;

import java.util.List;

/// Where a contraction came from in the file.
///
/// @param node index of its node
/// @param activations the node's inputs that are activations
/// @param weightInput the node's input that holds the weights; −1 if both operands are activations
/// @param weightShape the shape in which the node reads the weights
/// @param transposed whether the node reads the last two axes of the weights in the other order
///   than the loop nest
/// @param absorbed index of the batch norm that was folded into it; −1 if none was
/// @param rescaled whether factors of the node were folded into weights or bias
record ContractionOrigin(
        int node,
        List<Integer> activations,
        int weightInput,
        List<Integer> weightShape,
        boolean transposed,
        int absorbed,
        boolean rescaled) {
    ContractionOrigin absorbing(int batchNorm) {
        return new ContractionOrigin(
                node, activations, weightInput, weightShape, transposed, batchNorm, rescaled);
    }
}
