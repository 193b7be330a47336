/// Quantizers of blocks: values that share a scale in a format of its own, as in MX, NVFP4, integer
/// groups and QLoRA's normal floats.
@NullMarked
package bitwright.kernels.quantizer.block;

import org.jspecify.annotations.NullMarked;
