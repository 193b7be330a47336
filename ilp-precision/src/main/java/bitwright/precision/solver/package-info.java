/// The integer program: the only place that knows OR-Tools.
@NullMarked
package bitwright.precision.solver;

import org.jspecify.annotations.NullMarked;
