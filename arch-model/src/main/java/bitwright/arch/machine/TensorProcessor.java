package bitwright.arch.machine;

import java.util.List;

/// A GPU: multiprocessors of sub-cores, each sub-core issuing tensor-core instructions; axes
/// `multiprocessors` and `subcores`.
public record TensorProcessor(
        String name,
        int multiprocessors,
        int subcores,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        String source)
        implements ComputeUnit {
    public TensorProcessor {
        instructions = List.copyOf(instructions);
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(
                new ParallelAxis("multiprocessors", multiprocessors),
                new ParallelAxis("subcores", subcores));
    }
}
