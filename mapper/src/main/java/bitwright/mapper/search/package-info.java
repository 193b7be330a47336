/// The search for the best schedule.
@NullMarked
package bitwright.mapper.search;

import org.jspecify.annotations.NullMarked;
