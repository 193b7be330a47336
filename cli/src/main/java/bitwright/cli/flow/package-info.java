/// The stages of a run, each a function from values to a value, composed in the order of the
/// design.
@NullMarked
package bitwright.cli.flow;

import org.jspecify.annotations.NullMarked;
