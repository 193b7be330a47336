package bitwright.arch.machine;

/// What one thread block computes, as the software's kernels are compiled for.
///
/// @param m output positions of the block
/// @param n output channels of the block
/// @param depthBits bits of the reduction in one stage of shared memory, for each position and
///   channel: a stage is `depthBits` over the wider operand's width deep
public record KernelTile(int m, int n, int depthBits) {}
