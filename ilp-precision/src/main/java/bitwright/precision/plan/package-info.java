/// The precision plan, its file, and its checks.
@NullMarked
package bitwright.precision.plan;

import org.jspecify.annotations.NullMarked;
