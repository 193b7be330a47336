package bitwright.kernels.operators;

import bitwright.arch.format.Int;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Seeded draws of tensors, shapes and scales for the oracles.
final class Draws {
    static final Int INT8 = new Int(8, true);
    static final Int UINT8 = new Int(8, false);

    private final SplittableRandom random;

    Draws(long seed) {
        random = new SplittableRandom(seed);
    }

    int between(int least, int greatest) {
        return random.nextInt(least, greatest + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    List<Integer> list(int count, int least, int greatest) {
        var values = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            values.add(between(least, greatest));
        }
        return List.copyOf(values);
    }

    static int elements(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /// Values of the whole format; now and then only its extremes.
    int[] values(Int format, int count) {
        int[] values = new int[count];
        boolean extremes = oneIn(8);
        for (int i = 0; i < count; i++) {
            values[i] =
                    extremes
                            ? (random.nextBoolean() ? format.minimum() : format.maximum())
                            : between(format.minimum(), format.maximum());
        }
        return values;
    }

    /// A zero point: zero, an extreme or any.
    int zeroPoint(Int format) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> format.minimum();
            case 2 -> format.maximum();
            default -> between(format.minimum(), format.maximum());
        };
    }

    int[] zeroPoints(Int format, int count) {
        int[] zeroPoints = new int[count];
        for (int i = 0; i < count; i++) {
            zeroPoints[i] = zeroPoint(format);
        }
        return zeroPoints;
    }

    /// A scale within a factor of four around a size; one in four is a power of two, so that ties
    /// are common.
    float scale(double size) {
        if (oneIn(4)) {
            return Math.scalb(1f, Math.getExponent(size) + between(-1, 1));
        }
        return (float) (size * Math.exp(2 * (random.nextDouble() - 0.5)));
    }

    float[] scales(double size, int count) {
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = scale(size);
        }
        return scales;
    }

    /// Real numbers whose magnitude is about the size; some are multiples of half a step, ties.
    float[] reals(int count, double size, float step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    oneIn(4)
                            ? step * 0.5f * between(-300, 300)
                            : (float) (size * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    QuantizedTensor tensor(String name, Int format, List<Integer> shape) {
        return tensor(
                name, format, shape, AffineQuantization.ofTensor(scale(0.02), zeroPoint(format)));
    }

    QuantizedTensor tensor(
            String name, Int format, List<Integer> shape, AffineQuantization quantization) {
        return new QuantizedTensor(
                name, format, shape, values(format, elements(shape)), quantization);
    }

    /// A target at which accumulators of so many products of 8 bits fill the format about once.
    QuantizedTarget target(Int format, float inputScale, float weightScale, int depth) {
        double deviation = 5000 * Math.sqrt(depth) * inputScale * weightScale;
        return new QuantizedTarget("y", format, scale(deviation / 60), zeroPoint(format));
    }
}
