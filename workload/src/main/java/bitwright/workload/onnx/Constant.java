package bitwright.workload.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor whose values are known while the model is read. Arrays are never changed once made.
sealed interface Constant {
    List<Integer> shape();

    /// The same values in another shape of as many elements.
    Constant reshaped(List<Integer> newShape);

    /// A tensor of `newShape` whose element `i` is the element `sources[i]` of this one.
    Constant pick(List<Integer> newShape, int[] sources);

    /// What the file stored, for counting parameters: however often it is reshaped, broadcast or
    /// read, it counts once.
    record Parameter(String name, long elements) {}

    /// Real numbers; also the codes of quantized tensors, which a float holds exactly.
    record Floats(List<Integer> shape, float[] values, @Nullable Parameter parameter)
            implements Constant {
        @Override
        public Floats reshaped(List<Integer> newShape) {
            return new Floats(newShape, values, parameter);
        }

        @Override
        public Floats pick(List<Integer> newShape, int[] sources) {
            float[] picked = new float[sources.length];
            for (int i = 0; i < sources.length; i++) {
                picked[i] = values[sources[i]];
            }
            return new Floats(newShape, picked, parameter);
        }
    }

    /// Integers and truth values: shapes, indices, axes.
    record Integers(List<Integer> shape, long[] values) implements Constant {
        /// The same numbers as real ones.
        Floats toFloats() {
            float[] reals = new float[values.length];
            for (int i = 0; i < reals.length; i++) {
                reals[i] = values[i];
            }
            return new Floats(shape, reals, null);
        }

        @Override
        public Integers reshaped(List<Integer> newShape) {
            return new Integers(newShape, values);
        }

        @Override
        public Integers pick(List<Integer> newShape, int[] sources) {
            long[] picked = new long[sources.length];
            for (int i = 0; i < sources.length; i++) {
                picked[i] = values[sources[i]];
            }
            return new Integers(newShape, picked);
        }
    }
}
