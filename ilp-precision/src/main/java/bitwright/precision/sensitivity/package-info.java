/// How much the network suffers when one layer is quantized.
@NullMarked
package bitwright.precision.sensitivity;

import org.jspecify.annotations.NullMarked;
