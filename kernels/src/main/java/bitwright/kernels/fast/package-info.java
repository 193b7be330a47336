/// Fast twins of the reference kernels, equal bit for bit.
@NullMarked
package bitwright.kernels.fast;

import org.jspecify.annotations.NullMarked;
