package bitwright.kernels.codec;

/// How a real value is taken to a power of two: by [bitwright.arch.format.PowerOfTwo],
/// [bitwright.arch.format.DenseShift] and [bitwright.arch.format.Log2]. Other formats have one rule
/// only.
///
/// The rules differ between 1.414 and 1.5 times a power of two.
public enum PowerRule {
    /// The nearest level; a value in the middle takes the level of smaller magnitude (APoT's code).
    NEAREST,
    /// The nearest exponent, `round(log2 |value|)` (DeepShift, FQ-ViT). There are no ties: the
    /// middle between two exponents is irrational.
    LOG_DOMAIN
}
