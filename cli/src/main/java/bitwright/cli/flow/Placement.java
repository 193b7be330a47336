package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.ComputeUnit;

/// A choice of a layer: formats of weights and activations, and the unit that does it.
///
/// @param name what tables and plans call it: the formats, such as `w4a8`, and the unit's name
///   behind `@` where several units of the machine offer these formats
/// @param precision with signed activations
public record Placement(String name, Precision precision, ComputeUnit unit) {}
