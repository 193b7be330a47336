/// The schedule language: a printable tree of keep, for, spread and issue.
@NullMarked
package bitwright.sim.schedule;

import org.jspecify.annotations.NullMarked;
