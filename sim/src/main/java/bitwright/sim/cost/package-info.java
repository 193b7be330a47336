/// What a schedule costs: the closed-form bound and the event model.
@NullMarked
package bitwright.sim.cost;

import org.jspecify.annotations.NullMarked;
