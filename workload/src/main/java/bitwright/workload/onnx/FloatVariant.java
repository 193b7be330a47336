package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ModelFileException;
import java.util.List;
import java.util.Map;

/// A model with the same results whose contraction weights have become graph inputs, to be fed at
/// run time to a float engine: one session then serves every quantization of the weights.
///
/// The weights that give the original's results are those of the reader's network: where the reader
/// folds a batch norm or a factor into a contraction, this model has folded it too.
///
/// @param model the model's bytes
/// @param weightInputs one for each contraction with weights, in the order of the layers
public record FloatVariant(byte[] model, List<WeightInput> weightInputs) {
    public FloatVariant {
        weightInputs = List.copyOf(weightInputs);
    }

    /// Without fake quantization and further outputs.
    ///
    /// @throws ModelFileException if the model cannot be read
    public static FloatVariant of(byte[] model) {
        return of(model, Map.of(), List.of());
    }

    /// @param fakes fake quantization of the activation operands of contractions, each with its
    ///   own; nothing else that reads the same tensor sees it
    /// @param exposedTensors activation tensors that become further outputs, after the model's own;
    ///   graph inputs among them are skipped, for whoever feeds them has them
    /// @throws ModelFileException if the model cannot be read
    /// @throws IllegalArgumentException if there is no contraction, operand or tensor of a name
    public static FloatVariant of(
            byte[] model,
            Map<ActivationOperand, ActivationFake> fakes,
            List<String> exposedTensors) {
        OnnxMl.ModelProto proto = OnnxReader.model(model, "model");
        var reader =
                new GraphReader(
                        "model",
                        "model",
                        new InputShapes("model", 0, Map.of()),
                        new ExternalData("model", null));
        GraphReader.Reading reading = reader.read(proto);
        var rewriter = new GraphRewriter(proto, reading);
        List<WeightInput> inputs = rewriter.openWeights();
        rewriter.insertFakes(fakes);
        rewriter.expose(exposedTensors);
        return new FloatVariant(rewriter.model().toByteArray(), inputs);
    }
}
