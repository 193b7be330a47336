/// The bit-exact integer-only reference kernels: slow, obvious, the meaning of every other kernel.
@NullMarked
package bitwright.kernels.reference;

import org.jspecify.annotations.NullMarked;
