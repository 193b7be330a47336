/// The nouns of a machine: accelerator, memories, compute units, instructions.
@NullMarked
package bitwright.arch.machine;

import org.jspecify.annotations.NullMarked;
