package bitwright.arch.component;

import org.jspecify.annotations.Nullable;

/// What one instance of a memory costs.
///
/// @param readPicojoulesPerBit energy to read one bit
/// @param writePicojoulesPerBit energy to write one bit
/// @param leakageMilliwatts what is lost all the time; null where nothing is known
/// @param squareMicrometres area; null where nothing is known, as of memories off chip
public record MemoryPrice(
        double readPicojoulesPerBit,
        double writePicojoulesPerBit,
        @Nullable Double leakageMilliwatts,
        @Nullable Double squareMicrometres) {}
