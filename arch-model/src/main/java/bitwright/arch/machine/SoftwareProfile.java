package bitwright.arch.machine;

/// What the software of a machine costs: constants fitted to measurements or assumed, never per
/// layer.
///
/// @param layerOverheadCycles cycles that every layer pays once (launch, set-up)
/// @param fittedOn the data set that the constants were fitted on, or `assumption: …`
/// @param source where the numbers come from
public record SoftwareProfile(long layerOverheadCycles, String fittedOn, String source) {}
