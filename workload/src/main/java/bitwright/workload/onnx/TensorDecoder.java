package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import bitwright.workload.ModelFileException;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import bitwright.workload.onnx.Constant.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes stored tensors: every real type, and the codes of quantized tensors, to 32-bit floats;
/// every other integer type to 64 bits.
///
/// @param file the model's name for messages
record TensorDecoder(String file, ExternalData external) {
    /// @param name the name under which the tensor's elements are counted as parameters
    Constant decode(TensorProto tensor, String name) {
        List<Integer> shape;
        int elements;
        try {
            shape = Shapes.of(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
            elements = Math.toIntExact(Shapes.elements(shape));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw problem(name, "has the impossible shape " + tensor.getDimsList());
        }
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        if (type == null) {
            throw problem(name, "has the unknown element type " + tensor.getDataType());
        }
        long bits = (long) elements * bitsPerElement(type, name);
        ByteBuffer raw = raw(tensor, Math.ceilDiv(bits, Byte.SIZE), name);
        CodeRange range = CodeRange.of(type).orElse(null);
        if (range != null) {
            float[] codes =
                    raw == null ? typedCodes(tensor, range) : rawCodes(raw, range, elements);
            check(codes.length, elements, name);
            return new Floats(shape, codes, new Parameter(name, elements));
        }
        if (isReal(type)) {
            float[] values = raw == null ? typedReals(tensor, type) : rawReals(raw, type, elements);
            check(values.length, elements, name);
            return new Floats(shape, values, new Parameter(name, elements));
        }
        long[] values =
                raw == null ? typedIntegers(tensor, type) : rawIntegers(raw, type, elements);
        check(values.length, elements, name);
        return new Integers(shape, values);
    }

    private @Nullable ByteBuffer raw(TensorProto tensor, long expectedBytes, String name) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return external.read(tensor, expectedBytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (!tensor.hasRawData()) {
            return null;
        }
        if (tensor.getRawData().size() != expectedBytes) {
            throw problem(
                    name,
                    "holds "
                            + tensor.getRawData().size()
                            + " bytes where its shape needs "
                            + expectedBytes);
        }
        return tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int bitsPerElement(TensorProto.DataType type, String name) {
        return switch (type) {
            case INT4, UINT4 -> 4;
            case BOOL, INT8, UINT8 -> 8;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 16;
            case FLOAT, INT32, UINT32 -> 32;
            case DOUBLE, INT64, UINT64 -> 64;
            default -> throw problem(name, "has the element type " + type + ", which is not read");
        };
    }

    private static boolean isReal(TensorProto.DataType type) {
        return type == TensorProto.DataType.FLOAT
                || type == TensorProto.DataType.DOUBLE
                || type == TensorProto.DataType.FLOAT16
                || type == TensorProto.DataType.BFLOAT16;
    }

    private static float[] rawReals(ByteBuffer raw, TensorProto.DataType type, int elements) {
        float[] values = new float[elements];
        if (type == TensorProto.DataType.FLOAT) {
            raw.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < elements; i++) {
            values[i] =
                    type == TensorProto.DataType.DOUBLE
                            ? (float) raw.getDouble(8 * i)
                            : half(raw.getShort(2 * i), type);
        }
        return values;
    }

    private static float[] typedReals(TensorProto tensor, TensorProto.DataType type) {
        int count =
                switch (type) {
                    case FLOAT -> tensor.getFloatDataCount();
                    case DOUBLE -> tensor.getDoubleDataCount();
                    default -> tensor.getInt32DataCount();
                };
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    switch (type) {
                        case FLOAT -> tensor.getFloatData(i);
                        case DOUBLE -> (float) tensor.getDoubleData(i);
                        default -> half((short) tensor.getInt32Data(i), type);
                    };
        }
        return values;
    }

    /// Codes of 4 bits lie two in a byte, the first in the low half.
    private static float[] rawCodes(ByteBuffer raw, CodeRange range, int elements) {
        float[] codes = new float[elements];
        for (int i = 0; i < elements; i++) {
            int stored =
                    switch (range.bits()) {
                        case 4 -> raw.get(i / 2) >> 4 * (i % 2);
                        case 8 -> raw.get(i);
                        default -> raw.getShort(2 * i);
                    };
            codes[i] = range.code(stored);
        }
        return codes;
    }

    /// As above, a byte or a code in each number.
    private static float[] typedCodes(TensorProto tensor, CodeRange range) {
        int perNumber = range.bits() == 4 ? 2 : 1;
        int elements =
                (int)
                        Math.min(
                                tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b),
                                (long) perNumber * tensor.getInt32DataCount());
        float[] codes = new float[elements];
        for (int i = 0; i < elements; i++) {
            codes[i] = range.code(tensor.getInt32Data(i / perNumber) >> 4 * (i % perNumber));
        }
        return codes;
    }

    private static float half(short bits, TensorProto.DataType type) {
        return type == TensorProto.DataType.FLOAT16
                ? Float.float16ToFloat(bits)
                : Float.intBitsToFloat(bits << 16);
    }

    private static long[] rawIntegers(ByteBuffer raw, TensorProto.DataType type, int elements) {
        long[] values = new long[elements];
        for (int i = 0; i < elements; i++) {
            values[i] =
                    switch (type) {
                        case INT32 -> raw.getInt(4 * i);
                        case UINT32 -> Integer.toUnsignedLong(raw.getInt(4 * i));
                        case INT64, UINT64 -> raw.getLong(8 * i);
                        default -> Byte.toUnsignedLong(raw.get(i));
                    };
        }
        return values;
    }

    private static long[] typedIntegers(TensorProto tensor, TensorProto.DataType type) {
        return switch (type) {
            case INT64 -> tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
            case UINT32, UINT64 ->
                    tensor.getUint64DataList().stream().mapToLong(Long::longValue).toArray();
            default -> tensor.getInt32DataList().stream().mapToLong(Integer::longValue).toArray();
        };
    }

    private void check(int found, int needed, String name) {
        if (found != needed) {
            throw problem(name, "holds " + found + " values where its shape needs " + needed);
        }
    }

    private ModelFileException problem(String name, String what) {
        return new ModelFileException(
                file + ": the tensor '" + name + "' " + what + ". Maybe the file is damaged?");
    }
}
