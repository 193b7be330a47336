package bitwright.arch.machine;

/// What one instance of a memory level costs in energy.
///
/// @param readPicojoulesPerBit energy to read one bit
/// @param writePicojoulesPerBit energy to write one bit
/// @param leakagePicojoulesPerCycle energy that is lost in every cycle, used or not
public record MemoryEnergy(
        double readPicojoulesPerBit,
        double writePicojoulesPerBit,
        double leakagePicojoulesPerCycle) {}
