package bitwright.kernels.operators;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.kernels.reference.PoolShape;
import bitwright.kernels.reference.ReferencePool;
import bitwright.workload.LoopNest;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// ONNX's own cases of pools, as the reader reads them, on the integer kernels. A maximum keeps the
/// order of its inputs, so real numbers are pooled by their ranks; averages are compared where the
/// inputs are integers. The global pools are of operator set 1, which the reader refuses.
class PoolConformanceTest {
    private static final List<String> OPERATORS = List.of("MaxPool", "AveragePool");

    /// Cases of release 1.12.0 that must be among the compared ones.
    private static final List<String> NAMES =
            List.of(
                    "test_averagepool_2d_precomputed_pads",
                    "test_averagepool_2d_precomputed_pads_count_include_pad",
                    "test_averagepool_2d_precomputed_same_upper",
                    "test_averagepool_2d_precomputed_strides",
                    "test_maxpool_2d_ceil",
                    "test_maxpool_2d_default",
                    "test_maxpool_2d_dilations",
                    "test_maxpool_2d_pads",
                    "test_maxpool_2d_precomputed_pads",
                    "test_maxpool_2d_precomputed_same_upper",
                    "test_maxpool_2d_precomputed_strides",
                    "test_maxpool_2d_same_lower",
                    "test_maxpool_2d_same_upper",
                    "test_maxpool_2d_strides");

    @Test
    void poolsAgree() throws IOException {
        if (!Files.isDirectory(ConformanceCase.FOLDER.resolve("node"))) {
            String leftOut =
                    "ONNX conformance cases left out, for there is no "
                            + ConformanceCase.FOLDER
                            + " (package libonnx-testdata): "
                            + String.join(", ", NAMES);
            System.out.println(leftOut);
            Assumptions.abort(leftOut);
        }
        var compared = new TreeSet<String>();
        for (ConformanceCase one : ConformanceCase.of(OPERATORS)) {
            byte[] model =
                    Files.readAllBytes(
                            ConformanceCase.FOLDER
                                    .resolve("node")
                                    .resolve(one.name())
                                    .resolve("model.onnx"));
            try {
                int batch = one.inputs().getFirst().shape().getFirst();
                if (compare(one, OnnxReader.parse(model, one.name(), batch))) {
                    compared.add(one.name());
                }
            } catch (ModelFileException e) {
                // Pools over one or three axes, and those with a second output.
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(compared).containsAll(NAMES);
    }

    private static boolean compare(ConformanceCase one, Network network) {
        if (!(network.layers().getFirst() instanceof Pointwise layer)
                || one.inputs().getFirst().reals().length == 0) {
            return false;
        }
        float[] input = one.inputs().getFirst().reals();
        float[] expected = one.outputs().getFirst().reals();
        PoolShape shape = shape(one, layer);
        if (one.node().getOpType().contains("Max")) {
            float[] sorted = input.clone();
            Arrays.sort(sorted);
            int[] ranks = new int[input.length];
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = Arrays.binarySearch(sorted, input[i]);
            }
            int[] maxima = ReferencePool.maximum(ranks, shape);
            float[] actual = new float[maxima.length];
            for (int i = 0; i < actual.length; i++) {
                actual[i] = sorted[maxima[i]];
            }
            assertThat(actual).as(one.name()).isEqualTo(expected);
            return true;
        }
        int[] integers = new int[input.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) input[i];
            if (integers[i] != input[i]) {
                return false;
            }
        }
        long[] sums = ReferencePool.sum(integers, shape);
        float[] actual = new float[sums.length];
        int plane = shape.outputHeight() * shape.outputWidth();
        boolean all = layer.pool() != null && layer.pool().countIncludesPadding();
        for (int i = 0; i < actual.length; i++) {
            int oy = i % plane / shape.outputWidth();
            int ox = i % shape.outputWidth();
            int taps = all ? shape.height() * shape.width() : shape.tapsInside(oy, ox);
            actual[i] = (float) ((double) sums[i] / taps);
        }
        assertThat(actual).as(one.name()).isEqualTo(expected);
        return true;
    }

    private static PoolShape shape(ConformanceCase one, Pointwise layer) {
        List<Integer> in = one.inputs().getFirst().shape();
        List<Integer> out = one.outputs().getFirst().shape();
        Pointwise.Pool pool = layer.pool();
        return new PoolShape(
                in.get(0) * in.get(1),
                in.get(2),
                in.get(3),
                out.get(2),
                out.get(3),
                pool == null ? in.get(2) : pool.height(),
                pool == null ? in.get(3) : pool.width(),
                pool == null ? LoopNest.Window.PLAIN : pool.window());
    }
}
