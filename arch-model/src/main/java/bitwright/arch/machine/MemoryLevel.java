package bitwright.arch.machine;

/// One level of the memory hierarchy.
///
/// @param name the level's name, used by schedules
/// @param capacityBits capacity of one instance, in bits
/// @param instances how many equal copies there are: 1, or one for each index of the unit's
///   outermost axes (40 for multiprocessors 40; 160 for multiprocessors 40, subcores 4)
/// @param readBitsPerCycle bandwidth of the port that fills the next level inwards (or the unit),
///   per instance
/// @param writeBitsPerCycle bandwidth of the port by which the next level inwards (or the unit)
///   writes, per instance
/// @param sharedPort whether reads and writes take turns on one port; then both bandwidths are
///   equal
/// @param latencyCycles cycles from a request to the first bit
/// @param readPicojoulesPerBit energy to read one bit
/// @param writePicojoulesPerBit energy to write one bit
/// @param source where the numbers come from
public record MemoryLevel(
        String name,
        long capacityBits,
        int instances,
        long readBitsPerCycle,
        long writeBitsPerCycle,
        boolean sharedPort,
        int latencyCycles,
        double readPicojoulesPerBit,
        double writePicojoulesPerBit,
        String source) {
    /// A bandwidth without limit: nothing ever waits for the port.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// Cycles that a port needs for so many bits.
    public static long cycles(long bits, long bitsPerCycle) {
        return bitsPerCycle == UNLIMITED ? 0 : Math.ceilDiv(bits, bitsPerCycle);
    }
}
