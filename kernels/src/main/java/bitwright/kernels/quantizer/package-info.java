/// Quantizers: grids and how they are chosen, rounding rules, dyadic requantization.
@NullMarked
package bitwright.kernels.quantizer;

import org.jspecify.annotations.NullMarked;
