package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Models that others trained and exported, from Maven: a dynamically quantized transformer encoder
/// (all-MiniLM-L6-v2) and the detector, direction classifier and recogniser of PP-OCR, whose
/// weights are in nodes and whose axes are open. Expected work was counted by hand from their
/// tables of shapes.
final class RealModelsTest {
    private static final String ENCODER = "/all-minilm-l6-v2-q.onnx";
    private static final String CLASSIFIER = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";

    @Test
    void aDynamicallyQuantizedEncoder() throws IOException {
        Network network = read(ENCODER, Map.of("sequence_length", List.of(128)));
        // In each of 6 layers: four products of 384 x 384, two of 384 x 1536, and attention.
        long products = 128L * (4 * 384 * 384 + 2 * 384 * 1536);
        long attention = 2L * 12 * 128 * 128 * 32;
        assertThat(network.macs()).isEqualTo(6 * (products + attention));
        assertThat(network.contractions()).hasSize(6 * (4 + 2 + 2));
        List<Contraction> integers =
                network.contractions().stream()
                        .filter(layer -> layer.op().equals("MatMulInteger"))
                        .toList();
        assertThat(integers).hasSize(36).allMatch(layer -> layer.bias() != null);
        // Tables of words, places and kinds; a norm; six layers of products, biases and two norms.
        long tables = (30522L + 512 + 2) * 384 + 2 * 384;
        long layer = 4L * 384 * 384 + 2L * 384 * 1536 + 4 * 384 + 1536 + 384 + 4 * 384;
        assertThat(network.parameters()).isEqualTo(tables + 6 * layer);
        assertThat(network.shapes().get("last_hidden_state")).isEqualTo(List.of(1, 128, 384));
        TrainedNetworksTest.assertConsistent(network);
    }

    /// The expected weights are decoded here from the file's bytes.
    @Test
    void weightsOfAQuantizedProductAreItsRealWeights() throws IOException {
        byte[] model = bytes(ENCODER);
        Network network = OnnxReader.parse(model, "m", 1, Map.of("attention_mask", List.of(2, 7)));
        // One shape binds its symbols in every input.
        assertThat(network.shapes().get("input_ids")).isEqualTo(List.of(2, 7));
        assertThat(network.shapes().get("last_hidden_state")).isEqualTo(List.of(2, 7, 384));
        GraphProto graph = ModelProto.parseFrom(model).getGraph();
        Map<String, TensorProto> stored =
                graph.getInitializerList().stream()
                        .collect(Collectors.toMap(TensorProto::getName, tensor -> tensor));
        int products = 0;
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("MatMulInteger")) {
                String name = node.getInput(1).replace("_quantized", "");
                TensorProto codes = Objects.requireNonNull(stored.get(name + "_quantized"));
                TensorProto scales = Objects.requireNonNull(stored.get(name + "_scale"));
                TensorProto zeros = Objects.requireNonNull(stored.get(name + "_zero_point"));
                float[] expected = transposed(codes, zeros, scales);
                String weights =
                        network.contractions().stream()
                                .filter(layer -> layer.name().equals(node.getName()))
                                .findFirst()
                                .orElseThrow()
                                .weights();
                // Thousands of numbers help nobody in a message.
                assertThat(
                                Arrays.mismatch(
                                        TrainedNetworksTest.constant(network, weights).values(),
                                        expected))
                        .as(node.getName())
                        .isNegative();
                products++;
            }
        }
        assertThat(products).isEqualTo(36);
    }

    /// Scales and zero points are one for each column.
    private static float[] transposed(TensorProto codes, TensorProto zeros, TensorProto scales) {
        byte[] raw = codes.getRawData().toByteArray();
        int rows = Math.toIntExact(codes.getDims(0));
        int columns = Math.toIntExact(codes.getDims(1));
        float[] weights = new float[raw.length];
        for (int i = 0; i < weights.length; i++) {
            int column = i % columns;
            weights[column * rows + i / columns] =
                    (raw[i] - zeros.getInt32Data(column)) * scales.getFloatData(column);
        }
        return weights;
    }

    @Test
    void aClassifierWithOpenRowsAndColumns() throws IOException {
        Network network = read(CLASSIFIER, Map.of("x", List.of(1, 3, 48, 192)));
        assertThat(network.macs()).isEqualTo(16_315_376);
        assertThat(network.parameters()).isEqualTo(129_356);
        assertThat(network.contractions()).hasSize(54);
        assertThat(network.layers())
                .noneMatch(layer -> layer.op().equals("BatchNormalization"))
                .filteredOn(layer ->
                        layer instanceof Pointwise pointwise
                                && pointwise.op().equals("HardSigmoid"))
                .hasSize(9);
        TrainedNetworksTest.assertConsistent(network);
    }

    @Test
    void detectorsWithUpsamplingAndTransposedConvolutions() throws IOException {
        Map<String, List<Integer>> size = Map.of("x", List.of(1, 3, 640, 640));
        Network fourth = read("/models/ch_PP-OCRv4_det_infer.onnx", size);
        assertThat(fourth.macs()).isEqualTo(2_301_935_744L);
        assertThat(fourth.shapes().get(fourth.outputs().getFirst()))
                .isEqualTo(List.of(1, 1, 640, 640));
        assertThat(read("/models/ch_PP-OCRv3_det_infer.onnx", size).macs())
                .isEqualTo(1_911_782_784L);
        TrainedNetworksTest.assertConsistent(fourth);
    }

    @Test
    void recognisersWithAttention() throws IOException {
        Map<String, List<Integer>> size = Map.of("x", List.of(1, 3, 48, 320));
        Network fourth = read("/models/ch_PP-OCRv4_rec_infer.onnx", size);
        assertThat(fourth.macs()).isEqualTo(702_469_440);
        assertThat(fourth.shapes().get(fourth.outputs().getFirst()))
                .isEqualTo(List.of(1, 40, 6625));
        assertThat(read("/models/ch_PP-OCRv3_rec_infer.onnx", size).macs()).isEqualTo(656_847_360);
        TrainedNetworksTest.assertConsistent(fourth);
    }

    @Test
    void whatStaysOpenOrDoesNotFitIsNamed() {
        assertRefused(
                ENCODER,
                Map.of(),
                "'input_ids' has no size. Maybe give one with --shape sequence_length=N?");
        assertRefused(
                CLASSIFIER,
                Map.of(),
                "axis 2 of the input 'x' has no size. Maybe give one with --shape x=N,3,N,N?");
        assertRefused(
                CLASSIFIER,
                Map.of("x", List.of(1, 4, 48, 192)),
                "axis 1 of the input 'x' is fixed at 3, not 4");
        assertRefused(CLASSIFIER, Map.of("x", List.of(1, 3, 48)), "has 4 axes");
        assertRefused(
                CLASSIFIER,
                Map.of("y", List.of(1)),
                "has no input and no symbolic axis 'y'. Maybe one of x?");
        assertRefused(
                CLASSIFIER, Map.of("x", List.of(1, 3, 0, 192)), "the size 0 of 'x' must be 1 to");
        assertRefused(ENCODER, Map.of("sequence_length", List.of(1, 2)), "needs one size");
        assertRefused(
                ENCODER,
                Map.of("input_ids", List.of(1, 7), "sequence_length", List.of(8)),
                "the axis 'sequence_length' is given two sizes, 8 and 7");
    }

    private static void assertRefused(
            String resource, Map<String, List<Integer>> sizes, String part) {
        assertThatThrownBy(() -> read(resource, sizes))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(part)
                .message()
                .hasLineCount(1);
    }

    private static Network read(String resource, Map<String, List<Integer>> sizes)
            throws IOException {
        return OnnxReader.parse(bytes(resource), resource, 1, sizes);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(
                        RealModelsTest.class.getResourceAsStream(resource), resource)) {
            return stream.readAllBytes();
        }
    }
}
