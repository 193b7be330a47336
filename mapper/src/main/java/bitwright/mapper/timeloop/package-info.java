/// Mappings and constraints as Timeloop's YAML has them, and Bitwright's own constraints files.
@NullMarked
package bitwright.mapper.timeloop;

import org.jspecify.annotations.NullMarked;
