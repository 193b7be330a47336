package bitwright.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/// One ONNX Runtime session with one input of zeros, on so many threads.
final class RuntimeSession implements AutoCloseable {
    private final OrtSession session;
    private final OnnxTensor tensor;
    private final Map<String, OnnxTensor> inputs;

    RuntimeSession(byte[] model, OnnxJavaType type, long[] shape, int threads) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int elements = 1;
        for (long extent : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(extent));
        }
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(elements * type.size).order(ByteOrder.nativeOrder());
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model, options);
            tensor =
                    type == OnnxJavaType.FLOAT
                            ? OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), shape)
                            : OnnxTensor.createTensor(environment, bytes, shape, type);
            inputs = Map.of(session.getInputNames().iterator().next(), tensor);
        } catch (OrtException problem) {
            throw new IllegalStateException("ONNX Runtime refuses the model", problem);
        }
    }

    /// Runs once and drops the result.
    void run() {
        try (OrtSession.Result result = session.run(inputs)) {
            if (result.size() != 1) {
                throw new IllegalStateException("one result expected");
            }
        } catch (OrtException problem) {
            throw new IllegalStateException("ONNX Runtime fails", problem);
        }
    }

    @Override
    public void close() {
        try {
            tensor.close();
            session.close();
        } catch (OrtException problem) {
            throw new IllegalStateException("ONNX Runtime fails", problem);
        }
    }
}
