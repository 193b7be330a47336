/// The nouns of a network: layers as loop nests, tensors, the graph.
@NullMarked
package bitwright.workload;

import org.jspecify.annotations.NullMarked;
