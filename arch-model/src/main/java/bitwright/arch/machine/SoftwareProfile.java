package bitwright.arch.machine;

/// What a machine costs beside what is counted: constants fitted to measurements or assumed, never
/// per layer.
///
/// @param layerOverheadCycles cycles that every layer pays once (launch, set-up)
/// @param backgroundPicojoulesPerCycle energy of every cycle that no component is charged for
///   (clock network, control)
/// @param fittedOn the data set that the constants were fitted on, or `assumption: …`
/// @param source where the numbers come from
public record SoftwareProfile(
        long layerOverheadCycles,
        double backgroundPicojoulesPerCycle,
        String fittedOn,
        String source) {
    /// A profile without background energy.
    public SoftwareProfile(long layerOverheadCycles, String fittedOn, String source) {
        this(layerOverheadCycles, 0, fittedOn, source);
    }
}
