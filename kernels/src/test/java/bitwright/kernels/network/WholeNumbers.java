package bitwright.kernels.network;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/// The integer forms of I-BERT (Kim et al. 2021) and the dyadic requantization in whole numbers of
/// any size, written down once more from their definitions: what stages are compared with.
final class WholeNumbers {
    private WholeNumbers() {}

    static BigInteger[] of(int[] values) {
        return Arrays.stream(values).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
    }

    /// `value * factor` for the dyadic number of 31 bits nearest to the factor, ties of the product
    /// to even, clamped.
    static BigInteger requantized(BigInteger value, double factor, long minimum, long maximum) {
        int shift = 30 - Math.getExponent(factor);
        BigInteger multiplier =
                new BigDecimal(factor)
                        .multiply(power(shift))
                        .setScale(0, RoundingMode.HALF_UP)
                        .toBigIntegerExact();
        BigInteger scaled =
                new BigDecimal(value.multiply(multiplier))
                        .multiply(power(-shift))
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .toBigIntegerExact();
        return scaled.max(BigInteger.valueOf(minimum)).min(BigInteger.valueOf(maximum));
    }

    private static BigDecimal power(int exponent) {
        BigDecimal two = BigDecimal.TWO.pow(Math.abs(exponent));
        return exponent >= 0 ? two : BigDecimal.ONE.divide(two);
    }

    /// i-softmax: `exp(x - max)` as a polynomial of the rest after whole halvings, a shift and an
    /// integer division; 16 bits.
    static BigInteger[] softmax(BigInteger[] row, double scale) {
        BigInteger step = floor(-Math.log(2) / scale);
        BigInteger linear = floor(0.96963238 / 0.35815147 / scale);
        BigInteger constant = floor(1 / 0.35815147 / (scale * scale));
        int spare = Math.max(0, 40 - constant.bitLength());
        BigInteger greatest = Arrays.stream(row).reduce(BigInteger::max).orElseThrow();
        BigInteger[] powers = new BigInteger[row.length];
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < row.length; i++) {
            BigInteger[] parts = row[i].subtract(greatest).divideAndRemainder(step);
            BigInteger polynomial =
                    parts[1].add(linear).multiply(parts[1]).add(constant).max(BigInteger.ZERO);
            int halvings = parts[0].min(BigInteger.valueOf(1000)).intValueExact();
            powers[i] = polynomial.shiftLeft(spare).shiftRight(halvings);
            sum = sum.add(powers[i]);
        }
        BigInteger most = BigInteger.valueOf(65535);
        BigInteger total = sum;
        return Arrays.stream(powers)
                .map(power -> power.shiftLeft(16).divide(total).min(most))
                .toArray(BigInteger[]::new);
    }

    /// i-layernorm with an epsilon; in steps of [#layerNormScale].
    static BigInteger[] layerNorm(
            BigInteger[] row, float[] gains, float[] biases, float epsilon, double inputScale) {
        BigInteger length = BigInteger.valueOf(row.length);
        BigInteger sum = Arrays.stream(row).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger mean =
                new BigDecimal(sum)
                        .divide(new BigDecimal(length), 0, RoundingMode.HALF_UP)
                        .toBigIntegerExact();
        double added = Math.rint(epsilon * row.length / inputScale / inputScale);
        BigInteger squares = new BigDecimal(Math.min(added, 0x1p61)).toBigIntegerExact();
        for (BigInteger value : row) {
            squares = squares.add(value.subtract(mean).pow(2));
        }
        BigInteger root = squares.sqrt().max(BigInteger.ONE);
        BigInteger reciprocal = BigInteger.ONE.shiftLeft(46).divide(root);
        double gainScale = gainScale(gains);
        BigInteger[] output = new BigInteger[row.length];
        for (int i = 0; i < row.length; i++) {
            BigInteger kept = row[i].subtract(mean).multiply(reciprocal).shiftRight(31);
            BigInteger bias = nearest(biases[i] / layerNormScale(gains));
            output[i] = kept.multiply(nearest(gains[i] / gainScale)).add(bias);
        }
        return output;
    }

    static double layerNormScale(float[] gains) {
        return gainScale(gains) * Math.sqrt(gains.length) / 32768;
    }

    private static double gainScale(float[] gains) {
        double greatest = 0;
        for (float gain : gains) {
            greatest = Math.max(greatest, Math.abs(gain));
        }
        return greatest == 0 ? 1 : greatest / 32767;
    }

    /// i-GELU for inputs up to 2^18, in steps of [#geluScale].
    static BigInteger gelu(BigInteger value, double scale) {
        return value.multiply(gate(value, scale)).shiftRight(geluShift(scale));
    }

    static double geluScale(double scale) {
        double unit = scale / Math.sqrt(2);
        return Math.scalb(0.2888 * unit * unit * scale / 2, geluShift(scale));
    }

    /// `1 + erf(x / sqrt 2)` in steps of the square's coefficient.
    private static BigInteger gate(BigInteger value, double scale) {
        double unit = scale / Math.sqrt(2);
        BigInteger offset = floor(-1.769 / unit);
        BigInteger one = floor(1 / (-0.2888 * unit * unit));
        BigInteger clipped = value.abs().min(offset.negate());
        BigInteger error = clipped.add(offset).pow(2).add(one);
        return one.add(value.signum() < 0 ? error.negate() : error).negate();
    }

    private static int geluShift(double scale) {
        double unit = scale / Math.sqrt(2);
        BigInteger one = floor(1 / (-0.2888 * unit * unit));
        BigInteger bound = BigInteger.ONE.subtract(one).shiftLeft(1).shiftLeft(18);
        return Math.max(0, bound.bitLength() - 31);
    }

    private static BigInteger floor(double value) {
        return new BigDecimal(value).setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
    }

    private static BigInteger nearest(double value) {
        return new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    }
}
