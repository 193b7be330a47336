/// The cost table: the seam between the machine side and the solver, and its file.
@NullMarked
package bitwright.precision.table;

import org.jspecify.annotations.NullMarked;
