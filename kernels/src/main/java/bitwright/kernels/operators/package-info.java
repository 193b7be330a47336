/// The exact meaning of ONNX's quantized operators on our kernels: zero points are subtracted, the
/// contraction runs on integers, and one named rule leads to the next integer.
@NullMarked
package bitwright.kernels.operators;

import org.jspecify.annotations.NullMarked;
