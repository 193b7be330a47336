package bitwright.kernels.quantizer.block;

import bitwright.arch.format.Codebook;
import java.util.Arrays;

/// The 256 values of the signed 8-bit dynamic map: 0, 1, and for each of seven decades from `10^-6`
/// to 1 and both signs the middles of 1, 2, 4, … 64 equal parts of the decade's upper nine tenths,
/// as 32-bit floats.
///
/// Source: Dettmers et al., 8-bit Optimizers via Block-wise Quantization, ICLR 2022;
/// TimDettmers/bitsandbytes@dada530 (create_dynamic_map).
public final class DynamicMap {
    private static final int DECADES = 7;

    /// Codes in ascending order of the values.
    public static final Codebook CODEBOOK = build();

    private DynamicMap() {}

    private static Codebook build() {
        double[] values = new double[256];
        int count = 0;
        values[count++] = 0;
        values[count++] = 1;
        for (int decade = 0; decade < DECADES; decade++) {
            int parts = 1 << decade;
            double power = Math.pow(10, decade - DECADES + 1);
            for (int part = 0; part < parts; part++) {
                double middle = 0.1 + 0.9 * (part + 0.5) / parts;
                float value = (float) (power * middle);
                values[count++] = value;
                values[count++] = -value;
            }
        }
        Arrays.sort(values);
        return new Codebook("dynamic8", values);
    }
}
