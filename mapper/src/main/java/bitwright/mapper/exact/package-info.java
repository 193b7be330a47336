/// The proven search of schedules on spatial arrays: tile sizes at every boundary, orders of loops,
/// spreads, bypasses; with a lower bound over the whole space.
@NullMarked
package bitwright.mapper.exact;

import org.jspecify.annotations.NullMarked;
