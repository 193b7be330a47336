/// From one integer scale to another, exactly as the published integer engines do it.
@NullMarked
package bitwright.kernels.requantization;

import org.jspecify.annotations.NullMarked;
