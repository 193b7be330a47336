/// The Pareto front of a cost table between two measures, and its files.
@NullMarked
package bitwright.precision.front;

import org.jspecify.annotations.NullMarked;
