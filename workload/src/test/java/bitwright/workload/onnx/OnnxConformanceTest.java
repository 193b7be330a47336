package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// ONNX's own backend cases of the operators that the reader knows: the shapes that it infers are
/// those of the expected outputs, and where the model is one contraction, its loop nest computes
/// the expected values. A case that the reader refuses is refused in one line; which ones it reads
/// is pinned.
class OnnxConformanceTest {
    /// Where the system's package (Debian's libonnx-testdata) has the cases; another folder may be
    /// named by the property `bitwright.onnx.testdata`.
    private static final Path FOLDER =
            Path.of(
                    System.getProperty(
                            "bitwright.onnx.testdata", "/usr/share/libonnx-testdata/data"));

    private static final List<String> COLLECTIONS =
            List.of("node", "pytorch-converted", "pytorch-operator", "simple");

    /// Of the reader's operators those whose definition changed in operator set 7.
    private static final Set<String> CHANGED_IN_7 =
            Set.of(
                    "Add",
                    "AveragePool",
                    "BatchNormalization",
                    "Div",
                    "Dropout",
                    "Equal",
                    "Gemm",
                    "Greater",
                    "Less",
                    "Mul",
                    "Pow",
                    "Sub");

    private record Read(Network network, Map<String, TensorProto> activations) {}

    @Test
    void casesOfSupportedOperatorsAgree() throws IOException {
        List<String> pinned = pinned();
        if (!Files.isDirectory(FOLDER)) {
            String leftOut =
                    "ONNX conformance cases left out, for there is no "
                            + FOLDER
                            + " (package libonnx-testdata): "
                            + String.join(", ", pinned);
            System.out.println(leftOut);
            Assumptions.abort(leftOut);
        }
        var agreed = new TreeSet<String>();
        var refused = new TreeMap<String, String>();
        int values = 0;
        for (Path folder : folders()) {
            String name = FOLDER.relativize(folder).toString();
            byte[] bytes = Files.readAllBytes(folder.resolve("model.onnx"));
            ModelProto model = ModelProto.parseFrom(bytes);
            if (!isSupported(model.getGraph())) {
                continue;
            }
            try {
                Read read = read(name, model, stored(folder, "input"));
                values += compare(name, model, read, stored(folder, "output"));
                agreed.add(name);
            } catch (ModelFileException e) {
                assertThat(e.getMessage()).as(name).doesNotContain("\n");
                refused.put(name, e.getMessage());
            }
        }
        List<String> expected =
                pinned.stream().filter(name -> Files.isDirectory(FOLDER.resolve(name))).toList();
        assertThat(expected).isNotEmpty();
        assertThat(refused.keySet()).as("%s", refused).doesNotContainAnyElementsOf(expected);
        assertThat(agreed).containsAll(expected);
        assertThat(values).isGreaterThan(100_000);
    }

    private static List<Path> folders() throws IOException {
        var folders = new ArrayList<Path>();
        for (String collection : COLLECTIONS) {
            Path parent = FOLDER.resolve(collection);
            if (Files.isDirectory(parent)) {
                try (Stream<Path> children = Files.list(parent)) {
                    children.filter(child -> Files.exists(child.resolve("model.onnx")))
                            .sorted()
                            .forEach(folders::add);
                }
            }
        }
        return folders;
    }

    private static List<String> pinned() throws IOException {
        try (var stream = OnnxConformanceTest.class.getResourceAsStream("conformance-cases.txt")) {
            assertThat(stream).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static boolean isSupported(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            try {
                var unused = Operators.of(new Node("case", 0, "node", node));
            } catch (ModelFileException e) {
                return false;
            }
        }
        return graph.getNodeCount() > 0;
    }

    /// The cases give every operand as an input. The first stays one, the others become constants,
    /// as they are in exported models; where the reader refuses that, all floats are inputs.
    private static Read read(String name, ModelProto model, List<TensorProto> inputs) {
        try {
            return read(name, model, inputs, 1);
        } catch (ModelFileException e) {
            try {
                return read(name, model, inputs, inputs.size());
            } catch (ModelFileException again) {
                throw e;
            }
        }
    }

    private static Read read(
            String name, ModelProto model, List<TensorProto> inputs, int activations) {
        GraphProto graph = model.getGraph();
        GraphProto.Builder bound = graph.toBuilder().clearInput();
        var kept = new LinkedHashMap<String, TensorProto>();
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(constant -> constants.add(constant.getName()));
        int index = 0;
        for (ValueInfoProto input : graph.getInputList()) {
            if (constants.contains(input.getName())) {
                bound.addInput(input);
                continue;
            }
            TensorProto tensor = inputs.get(index++);
            boolean isReal = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
            if (kept.size() < activations && (isReal || index == 1)) {
                bound.addInput(input);
                kept.put(input.getName(), tensor);
            } else {
                bound.addInitializer(tensor.toBuilder().setName(input.getName()));
            }
        }
        byte[] bytes = modernized(model.toBuilder().setGraph(bound)).build().toByteArray();
        return new Read(OnnxReader.parse(bytes, name, batch(kept)), kept);
    }

    /// The cases are not exported with a symbolic batch: theirs is what stands first.
    private static int batch(Map<String, TensorProto> activations) {
        for (TensorProto tensor : activations.values()) {
            if (tensor.getDimsCount() > 0) {
                return Math.max(1, Math.toIntExact(tensor.getDims(0)));
            }
        }
        return 1;
    }

    /// The PyTorch cases declare operator set 6, one older than the reader's oldest. Where no
    /// operator changed between the two, the same model is one of operator set 7.
    private static ModelProto.Builder modernized(ModelProto.Builder model) {
        boolean changed =
                model.getGraph().getNodeList().stream()
                        .anyMatch(node -> CHANGED_IN_7.contains(node.getOpType()));
        if (!changed && model.getOpsetImport(0).getVersion() == 6) {
            model.getOpsetImportBuilder(0).setVersion(7);
        }
        return model;
    }

    /// Compares shapes, and values where the network is one contraction; returns how many values.
    private static int compare(
            String name, ModelProto model, Read read, List<TensorProto> expected) {
        int values = 0;
        Network network = read.network();
        for (int i = 0; i < expected.size(); i++) {
            String output = model.getGraph().getOutput(i).getName();
            List<Integer> shape = network.shapes().get(output);
            if (shape == null) {
                // An output that nothing computes at run time: a constant.
                continue;
            }
            assertThat(shape)
                    .as(name)
                    .isEqualTo(
                            expected.get(i).getDimsList().stream().map(Math::toIntExact).toList());
        }
        if (network.layers().size() == 1
                && network.layers().getFirst() instanceof Contraction layer) {
            float[] wanted = floats(expected.getFirst());
            float[] actual =
                    PlainLoops.compute(
                            network,
                            layer,
                            input(read, layer, 0),
                            layer.inputs().size() > 1 ? input(read, layer, 1) : null);
            assertThat(actual).as(name).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.length; i++) {
                float tolerance = 1e-4f * Math.max(1, Math.abs(wanted[i]));
                if (!(Math.abs(actual[i] - wanted[i]) <= tolerance)) {
                    fail("%s [%d]: %s where %s is expected", name, i, actual[i], wanted[i]);
                }
            }
            values += wanted.length;
        }
        return values;
    }

    private static float[] input(Read read, Contraction layer, int index) {
        return floats(
                Objects.requireNonNull(
                        read.activations().get(layer.inputs().get(index)), layer.name()));
    }

    private static float[] floats(TensorProto tensor) {
        var decoder = new TensorDecoder("case", new ExternalData("case", null));
        return ((Constant.Floats) decoder.decode(tensor, tensor.getName())).values();
    }

    private static List<TensorProto> stored(Path folder, String kind) {
        var tensors = new ArrayList<TensorProto>();
        for (int i = 0; ; i++) {
            Path file = folder.resolve("test_data_set_0").resolve(kind + "_" + i + ".pb");
            if (!Files.exists(file)) {
                return tensors;
            }
            try {
                tensors.add(TensorProto.parseFrom(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
