/// Gradients of a network's loss, by reverse-mode differentiation of its layers in double precision
/// on one image at a time.
@NullMarked
package bitwright.precision.gradient;

import org.jspecify.annotations.NullMarked;
