package bitwright.kernels.quantizer;

/// Whether a quantization has a zero point.
public enum Symmetry {
    /// The zero point is 0; the scale follows the greatest magnitude.
    SYMMETRIC,
    /// The zero point is the integer that means 0 exactly, and the scale follows the range from the
    /// least to the greatest value (Jacob et al., CVPR 2018; TFLite). For integers only.
    ASYMMETRIC
}
