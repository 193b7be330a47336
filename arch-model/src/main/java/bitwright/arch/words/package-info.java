/// Words for error lines; not exported.
@NullMarked
package bitwright.arch.words;

import org.jspecify.annotations.NullMarked;
