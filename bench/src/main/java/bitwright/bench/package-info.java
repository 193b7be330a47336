/// JMH benchmarks.
@NullMarked
package bitwright.bench;

import org.jspecify.annotations.NullMarked;
