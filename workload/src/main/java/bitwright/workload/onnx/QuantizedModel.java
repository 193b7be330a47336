package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a float model with the operands of its contractions quantized. Everything else stays in
/// floats: additions, normalizations and what they read.
///
/// Where the reader folds a batch norm or a factor into a contraction, the written model has folded
/// it too. One tensor that several contractions read in one quantization is quantized once.
public final class QuantizedModel {
    private QuantizedModel() {}

    /// Writes a model.
    ///
    /// @param model a float model's bytes
    /// @param contractions all or some of its contractions, at most once each
    /// @return the quantized model's bytes
    /// @throws ModelFileException if the model cannot be read or rewritten
    /// @throws IllegalArgumentException if a contraction is none of the model, does not fit, or has
    ///   a type that the dialect lacks; one line that names it
    public static byte[] write(
            byte[] model, QuantizedDialect dialect, List<QuantizedContraction> contractions) {
        OnnxMl.ModelProto proto = OnnxReader.model(model, "model");
        if (dialect == QuantizedDialect.QDQ) {
            proto = NewestOperators.of(proto);
        }
        var reader =
                new GraphReader(
                        "model",
                        "model",
                        new InputShapes("model", 0, Map.of()),
                        new ExternalData("model", null));
        GraphReader.Reading reading = reader.read(proto);
        var rewriter = new GraphRewriter(proto, reading);
        Map<String, WeightInput> opened = new LinkedHashMap<>();
        rewriter.openWeights().forEach(input -> opened.put(input.layer(), input));
        Map<String, QuantizedContraction> wanted = new LinkedHashMap<>();
        for (QuantizedContraction contraction : contractions) {
            if (wanted.put(contraction.contraction(), contraction) != null) {
                throw new IllegalArgumentException(
                        "layer " + contraction.contraction() + " is given twice. Keep one.");
            }
        }
        var operands =
                switch (dialect) {
                    case QDQ -> new LinearQuantizers(rewriter);
                    case QONNX -> new QuantNodes(rewriter);
                };
        Network network = reading.network();
        wanted.values().stream()
                .sorted(Comparator.comparingInt(each -> rewriter.place(each.contraction())))
                .forEach(each ->
                        new OperandRewriter(rewriter, operands)
                                .rewrite(each, opened.remove(each.contraction())));
        opened.values().forEach(input -> rewriter.closeWeights(network, input));
        return operands.finish(rewriter.model()).toByteArray();
    }
}
