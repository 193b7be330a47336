/// Quantizers that learn their levels: subsets of a universal set, scalar and vector codebooks.
@NullMarked
package bitwright.kernels.quantizer.codebook;

import org.jspecify.annotations.NullMarked;
