package bitwright.kernels.quantizer.codebook;

/// How weights become codes of vector codebooks.
///
/// @param bits of a weight's share of a code, 1 to 8
/// @param dimension values of an entry, 1 to 4; a code has `bits * dimension` bits, 12 at most
/// @param group consecutive weights that share a codebook, a multiple of the dimension; the last
///   group may be smaller
/// @param iterations of k-means at most
public record VectorOptions(int bits, int dimension, int group, int iterations) {
    private static final int PUBLISHED_ITERATIONS = 10;
    private static final int GREATEST_CODE_BITS = 12;

    /// @throws IllegalArgumentException if one is out of range
    public VectorOptions {
        require("bits of a weight", bits, 8);
        require("values of an entry", dimension, 4);
        require("bits of a code", bits * dimension, GREATEST_CODE_BITS);
        require("iterations", iterations, 1000);
        if (group < dimension || group % dimension != 0) {
            throw new IllegalArgumentException(
                    "weights that share a codebook ("
                            + group
                            + ") must be a multiple of "
                            + dimension
                            + ".");
        }
    }

    /// With ten iterations of k-means, as published.
    public VectorOptions(int bits, int dimension, int group) {
        this(bits, dimension, group, PUBLISHED_ITERATIONS);
    }

    private static void require(String what, int value, int greatest) {
        if (value < 1 || value > greatest) {
            throw new IllegalArgumentException(
                    what + " (" + value + ") must be 1 to " + greatest + ".");
        }
    }

    /// Entries of a codebook: `2^(bits * dimension)`.
    public int entries() {
        return 1 << (bits * dimension);
    }

    /// Bits that a weight pays for its code and its share of the codebook, whose values have 8 bits
    /// (GPTVQ): `bits + entries * dimension * 8 / group`.
    public double bitsPerWeight() {
        return bits + (double) entries() * dimension * 8 / group;
    }
}
