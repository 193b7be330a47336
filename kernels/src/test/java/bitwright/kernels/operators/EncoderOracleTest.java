package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import bitwright.arch.format.Int;
import bitwright.kernels.operators.ExposedModel.Values;
import bitwright.workload.Tensor;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A whole quantized network that others trained and quantized (all-MiniLM-L6-v2, dynamic int8),
/// run by ONNX Runtime on sentences: every product of integers and every dynamic quantization
/// inside it must give our integers.
final class EncoderOracleTest {
    private static final Int UINT8 = new Int(8, false);
    private static final Int INT8 = new Int(8, true);

    /// Rows that the slow reference kernel computes; the fast one computes all.
    private static final int REFERENCE_ROWS = 1;

    /// Token numbers of BERT's uncased vocabulary, from 101 (start) to 102 (end), of odd lengths.
    private static final List<long[]> SENTENCES =
            List.of(
                    new long[] {101, 7592, 2088, 999, 102},
                    new long[] {
                        101, 1996, 4248, 2829, 4419, 14523, 2058, 1996, 13971, 3899, 1012, 1037,
                        2146, 6251, 1997, 2195, 2616, 2003, 2182, 2205, 102
                    },
                    new long[] {
                        101, 2023, 2003, 1037, 3231, 1997, 1037, 2878, 2897, 1010, 1998, 2296,
                                16109,
                        2442, 2022, 5020, 1025, 2053, 3459, 2003, 3818, 1010, 2025, 2130, 2028,
                                2978,
                        1997, 2009, 1012, 3435, 1998, 4030, 5993, 1012, 2008, 2003, 2035, 1012,
                                1015,
                        1016, 102
                    });

    @Test
    void everyProductAndQuantizationOfADynamicallyQuantizedEncoder()
            throws IOException, OrtException {
        int products = 0;
        int quantizations = 0;
        long productValues = 0;
        long referenceValues = 0;
        long codes = 0;
        var weights = new HashMap<String, QuantizedTensor>();
        try (ExposedModel model =
                ExposedModel.of(
                        "/all-minilm-l6-v2-q.onnx",
                        List.of("MatMulInteger", "DynamicQuantizeLinear"))) {
            for (long[] sentence : SENTENCES) {
                Map<String, Values> values = run(model, sentence);
                for (NodeProto node : model.nodes("DynamicQuantizeLinear")) {
                    codes += assertQuantized(node, values);
                    quantizations++;
                }
                for (NodeProto node : model.nodes("MatMulInteger")) {
                    QuantizedTensor left =
                            quantized(
                                    node.getInput(0),
                                    UINT8,
                                    value(values, node.getInput(0)),
                                    value(values, node.getInput(2)));
                    QuantizedTensor right =
                            weights.computeIfAbsent(
                                    node.getInput(1),
                                    name ->
                                            quantized(
                                                    name,
                                                    INT8,
                                                    model.constant(name),
                                                    model.constant(node.getInput(3))));
                    assertNeverSaturates(node.getName(), right);
                    int[] expected = value(values, node.getOutput(0)).integers();
                    Accumulators fast =
                            QuantizedMatrixProduct.matMulInteger(
                                    left, right, ContractionKernel.FAST);
                    ExposedModel.assertSame(node.getName(), fast.values(), expected);
                    productValues += expected.length;
                    referenceValues += assertReference(node, left, right, expected);
                    products++;
                }
            }
        }
        int tokens = SENTENCES.stream().mapToInt(sentence -> sentence.length).sum();
        assertThat(products).isEqualTo(36 * SENTENCES.size());
        assertThat(quantizations).isEqualTo(24 * SENTENCES.size());
        assertThat(productValues).isEqualTo(6L * (5 * 384 + 1536) * tokens);
        assertThat(referenceValues)
                .isEqualTo(6L * (5 * 384 + 1536) * REFERENCE_ROWS * SENTENCES.size());
        assertThat(codes).isEqualTo(6L * (3 * 384 + 1536) * tokens);
    }

    /// On processors without a dot product the runtime adds pairs of unsigned by signed products in
    /// 16 bits. These weights are of 7 bits, so that no pair leaves them.
    private static void assertNeverSaturates(String name, QuantizedTensor weights) {
        int greatest = Arrays.stream(weights.values()).map(Math::abs).max().orElse(0);
        assertThat(2 * 255 * greatest).as(name).isLessThan(1 << 15);
    }

    /// The last rows by the reference kernel.
    private static int assertReference(
            NodeProto node, QuantizedTensor left, QuantizedTensor right, int[] expected) {
        int depth = left.shape().getLast();
        int columns = right.shape().getLast();
        int[] rows =
                Arrays.copyOfRange(
                        left.values(),
                        left.values().length - REFERENCE_ROWS * depth,
                        left.values().length);
        var some =
                new QuantizedTensor(
                        left.name(),
                        left.format(),
                        List.of(REFERENCE_ROWS, depth),
                        rows,
                        left.quantization());
        Accumulators found =
                QuantizedMatrixProduct.matMulInteger(some, right, ContractionKernel.REFERENCE);
        ExposedModel.assertSame(
                node.getName(),
                found.values(),
                Arrays.copyOfRange(
                        expected, expected.length - REFERENCE_ROWS * columns, expected.length));
        return found.values().length;
    }

    private static int assertQuantized(NodeProto node, Map<String, Values> values) {
        Values real = value(values, node.getInput(0));
        QuantizedTensor found =
                LinearQuantization.quantizeDynamically(
                        node.getInput(0),
                        new Tensor(real.shape(), real.reals()),
                        OnnxRequantization.RUNTIME_FLOAT);
        ExposedModel.assertSame(
                node.getName(), found.values(), value(values, node.getOutput(0)).integers());
        assertThat(found.quantization().scales())
                .as(node.getName())
                .isEqualTo(value(values, node.getOutput(1)).reals());
        assertThat(found.quantization().zeroPoints())
                .as(node.getName())
                .isEqualTo(value(values, node.getOutput(2)).integers());
        return found.values().length;
    }

    private static Map<String, Values> run(ExposedModel model, long[] tokens) throws OrtException {
        long[] ones = new long[tokens.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor ids = row(tokens);
                OnnxTensor mask = row(ones);
                OnnxTensor kinds = row(new long[tokens.length])) {
            return model.run(
                    Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", kinds));
        }
    }

    private static OnnxTensor row(long[] values) throws OrtException {
        return ExposedModel.tensor(LongBuffer.wrap(values), 1, values.length);
    }

    private static QuantizedTensor quantized(
            String name, Int format, Values codes, Values zeroPoint) {
        return new QuantizedTensor(
                name,
                format,
                codes.shape(),
                codes.integers(),
                quantization(codes.shape().size() - 1, zeroPoint.integers()));
    }

    /// Products of integers read no scales.
    private static AffineQuantization quantization(int axis, int[] zeroPoints) {
        if (zeroPoints.length == 1) {
            return AffineQuantization.ofTensor(1, zeroPoints[0]);
        }
        float[] ones = new float[zeroPoints.length];
        Arrays.fill(ones, 1);
        return AffineQuantization.ofAxis(axis, ones, zeroPoints);
    }

    private static Values value(Map<String, Values> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
