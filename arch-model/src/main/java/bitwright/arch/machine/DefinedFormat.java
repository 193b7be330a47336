package bitwright.arch.machine;

import bitwright.arch.format.Codebook;

/// A number format that a machine file defines as a list of values.
///
/// @param codebook name and values; the name is no built-in format's
/// @param source where the values come from
public record DefinedFormat(Codebook codebook, String source) {}
