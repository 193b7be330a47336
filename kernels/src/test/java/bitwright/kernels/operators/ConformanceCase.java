package bitwright.kernels.operators;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.arch.format.Int;
import bitwright.workload.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One case of ONNX's own backend tests: a model of one node, its inputs and its outputs.
record ConformanceCase(String name, NodeProto node, List<Stored> inputs, List<Stored> outputs) {
    /// Where the system's package (Debian's libonnx-testdata) has the cases; another folder may be
    /// named by the property `bitwright.onnx.testdata`.
    static final Path FOLDER =
            Path.of(
                    System.getProperty(
                            "bitwright.onnx.testdata", "/usr/share/libonnx-testdata/data"));

    private static final Set<Integer> TYPES =
            Set.of(
                    TensorProto.DataType.FLOAT_VALUE,
                    TensorProto.DataType.INT4_VALUE,
                    TensorProto.DataType.UINT4_VALUE,
                    TensorProto.DataType.INT8_VALUE,
                    TensorProto.DataType.UINT8_VALUE,
                    TensorProto.DataType.INT16_VALUE,
                    TensorProto.DataType.UINT16_VALUE,
                    TensorProto.DataType.INT32_VALUE);

    /// A stored tensor; the array of the other kind is empty.
    record Stored(String name, int type, List<Integer> shape, int[] integers, float[] reals) {
        Tensor real() {
            return new Tensor(shape, reals);
        }

        Int format() {
            return switch (type) {
                case TensorProto.DataType.INT8_VALUE -> new Int(8, true);
                case TensorProto.DataType.UINT8_VALUE -> new Int(8, false);
                case TensorProto.DataType.INT16_VALUE -> new Int(16, true);
                case TensorProto.DataType.UINT16_VALUE -> new Int(16, false);
                case TensorProto.DataType.INT4_VALUE -> new Int(4, true);
                case TensorProto.DataType.UINT4_VALUE -> new Int(4, false);
                default -> throw new IllegalArgumentException(name + ": element type " + type);
            };
        }
    }

    /// The cases whose model is one node of one of the operators, in the order of their names;
    /// those with tensors of other types (8-bit floats, indices) are left out.
    static List<ConformanceCase> of(List<String> operators) {
        try (Stream<Path> folders = Files.list(FOLDER.resolve("node"))) {
            return folders.sorted()
                    .filter(folder -> Files.exists(folder.resolve("model.onnx")))
                    .map(folder -> read(folder, operators))
                    .flatMap(List::stream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ConformanceCase> read(Path folder, List<String> operators) {
        try {
            var model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
            if (model.getGraph().getNodeCount() != 1
                    || !operators.contains(model.getGraph().getNode(0).getOpType())) {
                return List.of();
            }
            List<Stored> inputs = tensors(folder, "input");
            List<Stored> outputs = tensors(folder, "output");
            if (inputs.isEmpty() || outputs.isEmpty()) {
                return List.of();
            }
            NodeProto node = model.getGraph().getNode(0);
            return List.of(
                    new ConformanceCase(folder.getFileName().toString(), node, inputs, outputs));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static List<Stored> tensors(Path folder, String kind) throws IOException {
        var tensors = new ArrayList<Stored>();
        for (int i = 0; ; i++) {
            Path file = folder.resolve("test_data_set_0").resolve(kind + "_" + i + ".pb");
            if (!Files.exists(file)) {
                return List.copyOf(tensors);
            }
            TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
            if (!TYPES.contains(tensor.getDataType())) {
                return List.of();
            }
            tensors.add(stored(tensor));
        }
    }

    private static Stored stored(TensorProto tensor) {
        List<Integer> shape = tensor.getDimsList().stream().map(Math::toIntExact).toList();
        int elements = shape.stream().reduce(1, Math::multiplyExact);
        boolean real = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
        float[] reals = new float[real ? elements : 0];
        int[] integers = new int[real ? 0 : elements];
        if (real) {
            for (int i = 0; i < elements; i++) {
                reals[i] =
                        tensor.hasRawData()
                                ? raw(tensor).getFloat(i * Float.BYTES)
                                : tensor.getFloatData(i);
            }
        } else {
            IntStream.range(0, elements).forEach(i -> integers[i] = integer(tensor, i));
        }
        return new Stored(tensor.getName(), tensor.getDataType(), shape, integers, reals);
    }

    private static int integer(TensorProto tensor, int index) {
        if (!tensor.hasRawData()) {
            return tensor.getInt32Data(index);
        }
        ByteBuffer raw = raw(tensor);
        return switch (tensor.getDataType()) {
            case TensorProto.DataType.INT8_VALUE -> raw.get(index);
            case TensorProto.DataType.UINT8_VALUE -> raw.get(index) & 0xff;
            case TensorProto.DataType.INT16_VALUE -> raw.getShort(2 * index);
            case TensorProto.DataType.UINT16_VALUE -> raw.getShort(2 * index) & 0xffff;
            case TensorProto.DataType.INT32_VALUE -> raw.getInt(4 * index);
            case TensorProto.DataType.UINT4_VALUE -> raw.get(index / 2) >> 4 * (index % 2) & 15;
            case TensorProto.DataType.INT4_VALUE ->
                    (raw.get(index / 2) >> 4 * (index % 2) & 15) << 28 >> 28;
            default ->
                    throw new IllegalArgumentException(
                            tensor.getName() + ": element type " + tensor.getDataType());
        };
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
