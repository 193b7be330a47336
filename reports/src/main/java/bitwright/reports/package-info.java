/// Reports: a value in, files and text out.
@NullMarked
package bitwright.reports;

import org.jspecify.annotations.NullMarked;
