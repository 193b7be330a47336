/// The integer-only executor of whole networks.
@NullMarked
package bitwright.kernels.network;

import org.jspecify.annotations.NullMarked;
