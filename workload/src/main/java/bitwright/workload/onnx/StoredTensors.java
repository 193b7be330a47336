package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;

/// Makes tensors and nodes of a model file.
final class StoredTensors {
    private StoredTensors() {}

    static TensorProto floats(String name, List<Integer> shape, float... values) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT_VALUE);
        shape.forEach(tensor::addDims);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    /// Scales as 32-bit floats.
    static TensorProto floats(String name, List<Integer> shape, double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return floats(name, shape, narrow);
    }

    /// Integers in little-endian bytes; two of 4 bits share a byte, the first in its low half.
    static TensorProto integers(
            String name, IntegerType type, List<Integer> shape, int... integers) {
        int bits = type.bits();
        byte[] bytes = new byte[Math.toIntExact(((long) integers.length * bits + 7) / 8)];
        for (int i = 0; i < integers.length; i++) {
            if (bits == 4) {
                bytes[i / 2] |= (byte) ((integers[i] & 15) << (i % 2 * 4));
            } else {
                int size = bits / Byte.SIZE;
                for (int part = 0; part < size; part++) {
                    bytes[i * size + part] = (byte) (integers[i] >> (part * Byte.SIZE));
                }
            }
        }
        var tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(elementType(type).getNumber())
                        .setRawData(ByteString.copyFrom(bytes));
        shape.forEach(tensor::addDims);
        return tensor.build();
    }

    /// The element type of ONNX for integers.
    ///
    /// @throws IllegalArgumentException if ONNX has none
    static DataType elementType(IntegerType type) {
        return switch (type.bits()) {
            case 4 -> type.signed() ? DataType.INT4 : DataType.UINT4;
            case 8 -> type.signed() ? DataType.INT8 : DataType.UINT8;
            case 16 -> type.signed() ? DataType.INT16 : DataType.UINT16;
            case 32 -> type.signed() ? DataType.INT32 : DataType.UINT32;
            default ->
                    throw new IllegalArgumentException(
                            "QDQ has no type "
                                    + type.name()
                                    + ", only those of 4, 8 and 16 bits. Maybe --target qonnx.");
        };
    }

    static NodeProto.Builder node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }
}
