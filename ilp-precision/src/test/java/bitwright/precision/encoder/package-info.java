/// Plans of a real encoder.
@NullMarked
package bitwright.precision.encoder;

import org.jspecify.annotations.NullMarked;
