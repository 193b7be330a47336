package bitwright.kernels.network;

import bitwright.arch.format.Precision;
import bitwright.workload.LoopNest;

/// What one contraction of an integer network really multiplies for one image: real operands for
/// checking a schedule.
///
/// @param nest the loop nest of one image
/// @param precision the formats
/// @param input integer activations, laid out as the nest says
/// @param weightCodes unsigned bit patterns, laid out as the nest says
public record ContractionOperands(
        LoopNest nest, Precision precision, int[] input, int[] weightCodes) {}
