package bitwright.workload.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// ONNX Runtime as the oracle of tests: another implementation of the same operators.
final class FloatEngine {
    private FloatEngine() {}

    record Values(List<Integer> shape, float[] values) {}

    static Values random(long seed, Integer... shape) {
        var random = new SplittableRandom(seed);
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return new Values(List.of(shape), values);
    }

    /// One output.
    static Values run(byte[] model, Map<String, Values> inputs, String output) throws OrtException {
        return Objects.requireNonNull(run(model, inputs).get(output), output);
    }

    static Map<String, Values> run(byte[] model, Map<String, Values> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        var results = new LinkedHashMap<String, Values>();
        var tensors = new LinkedHashMap<String, OnnxTensor>();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // The operators as they are written, none fused or folded.
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            try (OrtSession session = environment.createSession(model, options)) {
                for (var input : inputs.entrySet()) {
                    long[] shape =
                            input.getValue().shape().stream()
                                    .mapToLong(Integer::longValue)
                                    .toArray();
                    tensors.put(
                            input.getKey(),
                            OnnxTensor.createTensor(
                                    environment,
                                    FloatBuffer.wrap(input.getValue().values()),
                                    shape));
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    for (var output : result) {
                        results.put(output.getKey(), values((OnnxTensor) output.getValue()));
                    }
                }
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
        return results;
    }

    private static Values values(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        List<Integer> shape =
                Arrays.stream(tensor.getInfo().getShape()).mapToObj(Math::toIntExact).toList();
        return new Values(shape, values);
    }
}
