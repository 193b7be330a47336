/// Executes schedules on real tensors and compares them with the reference kernels.
@NullMarked
package bitwright.mapper.interpreter;

import org.jspecify.annotations.NullMarked;
