/// The ONNX reader: the only place that knows protobuf.
@NullMarked
package bitwright.workload.onnx;

import org.jspecify.annotations.NullMarked;
