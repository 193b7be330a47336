/// Number formats: what a code of so many bits means, as an exact value.
@NullMarked
package bitwright.arch.format;

import org.jspecify.annotations.NullMarked;
