/// From losses of one layer at a time to the loss of whole plans: near-optimal plans are measured,
/// and the losses corrected by what was found.
@NullMarked
package bitwright.precision.polish;

import org.jspecify.annotations.NullMarked;
