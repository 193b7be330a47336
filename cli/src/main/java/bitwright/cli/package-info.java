/// The command line.
@NullMarked
package bitwright.cli;

import org.jspecify.annotations.NullMarked;
