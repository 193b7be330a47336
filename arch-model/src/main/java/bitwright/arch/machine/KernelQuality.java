package bitwright.arch.machine;

/// How close the kernels of a body of software come to what the machine could do.
///
/// Outside tensor processors, only the fraction of the outermost memory's bandwidth and the width
/// of outputs count, and on vector processors the fraction of the rate of issues, as that of
/// packets.
///
/// @param issueFraction of the rate of issues, more than 0 and at most 1
/// @param outerBandwidthFraction of the outermost memory's bandwidth, more than 0 and at most 1
/// @param blockCycles of every thread block: its start, the filling of its pipeline and its end
/// @param stageCycles of every stage of shared memory: barriers and address arithmetic that nothing
///   hides
/// @param outputCycles of one output of a thread block, on its multiprocessor: requantizing and
///   storing it
/// @param outputBits width at which complete outputs are put out; 0 for the width of the layer's
///   activations
/// @param outputsStayCached whether outputs that fit in the second-level cache of a tensor
///   processor never leave it, as when one kernel is measured in a loop or the next one takes them
///   from there
public record KernelQuality(
        double issueFraction,
        double outerBandwidthFraction,
        long blockCycles,
        long stageCycles,
        double outputCycles,
        int outputBits,
        boolean outputsStayCached) {
    /// Nothing is lost.
    public static final KernelQuality PERFECT = new KernelQuality(1, 1, 0, 0, 0, 0, false);

    public KernelQuality {
        fraction("issueFraction", issueFraction);
        fraction("outerBandwidthFraction", outerBandwidthFraction);
    }

    private static void fraction(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    name + " (" + value + ") must be more than 0 and at most 1.");
        }
    }

    /// The part of a bandwidth that the kernels reach, at least one bit a cycle.
    public long outerBitsPerCycle(long bitsPerCycle) {
        if (bitsPerCycle == MemoryPort.UNLIMITED || outerBandwidthFraction == 1) {
            return bitsPerCycle;
        }
        return Math.max(1, (long) (bitsPerCycle * outerBandwidthFraction));
    }
}
