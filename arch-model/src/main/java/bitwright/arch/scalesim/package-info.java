/// Machines as SCALE-Sim's configuration files say them.
@NullMarked
package bitwright.arch.scalesim;

import org.jspecify.annotations.NullMarked;
