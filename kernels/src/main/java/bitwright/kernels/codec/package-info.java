/// Codecs: from real values to codes and from codes to the integers that hardware adds.
@NullMarked
package bitwright.kernels.codec;

import org.jspecify.annotations.NullMarked;
