package bitwright.kernels.quantizer.block;

import bitwright.kernels.codec.WeightCodec;

/// The scales of blocks after compression. The arrays are not copied: treat them as read-only.
///
/// @param compression how they are stored
/// @param codes one for each scale; empty where the scales are plain
/// @param secondScales one for each block of scales; the scales themselves where they are plain
/// @param offset what is added to every scale: 0 where they are plain
public record CompressedScales(
        ScaleCompression compression, int[] codes, double[] secondScales, double offset) {
    /// Compresses scales.
    ///
    /// @param scales 32-bit floats, finite, at least 0
    static CompressedScales of(float[] scales, ScaleCompression compression) {
        return switch (compression) {
            case ScaleCompression.Plain plain ->
                    new CompressedScales(plain, new int[0], widened(scales), 0);
            case ScaleCompression.DynamicEightBit dynamic -> dynamic(scales, dynamic);
            case ScaleCompression.IntegerAboveMinimum integer -> integer(scales, integer);
        };
    }

    private static double[] widened(float[] scales) {
        double[] wide = new double[scales.length];
        for (int i = 0; i < scales.length; i++) {
            wide[i] = scales[i];
        }
        return wide;
    }

    /// The mean is summed in 64 bits and rounded to 32; the publication's order of summation is not
    /// stated.
    private static CompressedScales dynamic(
            float[] scales, ScaleCompression.DynamicEightBit compression) {
        double sum = 0;
        for (float scale : scales) {
            sum += scale;
        }
        float mean = (float) (sum / scales.length);
        double[] centred = new double[scales.length];
        for (int i = 0; i < scales.length; i++) {
            centred[i] = scales[i] - mean;
        }
        double[] second = greatestMagnitudes(centred, compression.block());
        int[] codes = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            double greatest = second[i / compression.block()];
            codes[i] =
                    WeightCodec.encode(
                            DynamicMap.CODEBOOK, greatest > 0 ? centred[i] / greatest : 0);
        }
        return new CompressedScales(compression, codes, second, mean);
    }

    private static CompressedScales integer(
            float[] scales, ScaleCompression.IntegerAboveMinimum compression) {
        float least = Float.POSITIVE_INFINITY;
        for (float scale : scales) {
            least = Math.min(least, scale);
        }
        double[] above = new double[scales.length];
        for (int i = 0; i < scales.length; i++) {
            above[i] = scales[i] - least;
        }
        double[] second = greatestMagnitudes(above, compression.block());
        for (int i = 0; i < second.length; i++) {
            second[i] = compression.storage().nearest(second[i]);
        }
        int greatestCode = (1 << compression.bits()) - 1;
        int[] codes = new int[scales.length];
        for (int i = 0; i < scales.length; i++) {
            double greatest = second[i / compression.block()];
            double steps = greatest > 0 ? Math.rint(above[i] * greatestCode / greatest) : 0;
            codes[i] = (int) Math.clamp(steps, 0, greatestCode);
        }
        return new CompressedScales(compression, codes, second, least);
    }

    private static double[] greatestMagnitudes(double[] values, int block) {
        double[] greatest = new double[Math.ceilDiv(values.length, block)];
        for (int i = 0; i < values.length; i++) {
            greatest[i / block] = Math.max(greatest[i / block], Math.abs(values[i]));
        }
        return greatest;
    }

    /// How many scales there are.
    public int size() {
        return compression instanceof ScaleCompression.Plain ? secondScales.length : codes.length;
    }

    /// What a scale has become; a double-quantized one that was near 0 may be below 0.
    public double scale(int index) {
        return switch (compression) {
            case ScaleCompression.Plain _ -> secondScales[index];
            case ScaleCompression.DynamicEightBit dynamic ->
                    DynamicMap.CODEBOOK.decode(codes[index]) * secondScales[index / dynamic.block()]
                            + offset;
            case ScaleCompression.IntegerAboveMinimum integer ->
                    codes[index]
                                    * secondScales[index / integer.block()]
                                    / ((1 << integer.bits()) - 1)
                            + offset;
        };
    }
}
