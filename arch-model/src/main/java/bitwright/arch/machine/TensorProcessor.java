package bitwright.arch.machine;

import java.util.List;

/// A GPU: multiprocessors of sub-cores, each sub-core issuing tensor-core instructions; axes
/// `multiprocessors` and `subcores`.
///
/// @param cluster neighbouring multiprocessors to which one read of the second-level cache may go;
///   1 where each reads for itself
/// @param stages most stages of shared memory that a kernel keeps in flight: copies of so many
///   stages less one are under way while a sub-core works
/// @param tiles thread blocks that kernels exist for, at least one
/// @param splits over how many thread blocks the reduction of one output may be split; at least 1
public record TensorProcessor(
        String name,
        int multiprocessors,
        int subcores,
        int cluster,
        int stages,
        List<KernelTile> tiles,
        List<Integer> splits,
        List<Instruction> instructions,
        PointwiseRate pointwise,
        String source)
        implements ComputeUnit {
    public TensorProcessor {
        tiles = List.copyOf(tiles);
        splits = List.copyOf(splits);
        instructions = List.copyOf(instructions);
    }

    @Override
    public List<ParallelAxis> axes() {
        return List.of(
                new ParallelAxis("multiprocessors", multiprocessors),
                new ParallelAxis("subcores", subcores));
    }
}
