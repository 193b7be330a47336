package bitwright.cli;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.precision.sensitivity.CrossEntropy;
import java.nio.FloatBuffer;
import java.util.Map;

/// The classes that a model chooses in ONNX Runtime, with its default optimizations.
final class RuntimeClasses {
    private RuntimeClasses() {}

    /// @param images pixels of 28 by 28, image after image
    static int[] of(byte[] model, float[] images, int count) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int elements = 28 * 28;
        float[] logits = new float[0];
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // On processors without dot products of bytes, products of uint8 and int8 saturate
            // unless the runtime is told not to.
            options.addConfigEntry("session.x64quantprecision", "1");
            try (OrtSession session = environment.createSession(model, options)) {
                String input = session.getInputNames().iterator().next();
                for (int image = 0; image < count; image++) {
                    FloatBuffer pixels =
                            FloatBuffer.wrap(images, image * elements, elements).slice();
                    try (OnnxTensor tensor =
                                    OnnxTensor.createTensor(
                                            environment, pixels, new long[] {1, 1, 28, 28});
                            OrtSession.Result result = session.run(Map.of(input, tensor))) {
                        float[][] row = (float[][]) result.get(0).getValue();
                        if (image == 0) {
                            logits = new float[count * row[0].length];
                        }
                        System.arraycopy(row[0], 0, logits, image * row[0].length, row[0].length);
                    }
                }
            }
        }
        return CrossEntropy.classes(logits, count);
    }

    /// How many of two lists are equal.
    static int equal(int[] some, int[] others) {
        int equal = 0;
        for (int i = 0; i < some.length; i++) {
            equal += some[i] == others[i] ? 1 : 0;
        }
        return equal;
    }
}
