/// The reader of SCALE-Sim topology files.
@NullMarked
package bitwright.workload.scalesim;

import org.jspecify.annotations.NullMarked;
