/// Schedules as other languages have them: JSON, and C that computes the layer exactly.
@NullMarked
package bitwright.mapper.emit;

import org.jspecify.annotations.NullMarked;
