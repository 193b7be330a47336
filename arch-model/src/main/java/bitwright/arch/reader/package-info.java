/// The strict reader of machine files.
@NullMarked
package bitwright.arch.reader;

import org.jspecify.annotations.NullMarked;
