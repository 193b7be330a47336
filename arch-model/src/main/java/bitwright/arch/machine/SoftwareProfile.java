package bitwright.arch.machine;

/// What a machine costs beside what is counted, under one body of software: constants fitted to
/// measurements or assumed, never per layer.
///
/// @param name what `--software` calls the profile
/// @param layerOverheadCycles cycles that every layer pays once (launch, set-up)
/// @param backgroundPicojoulesPerCycle energy of every cycle that no component is charged for
///   (clock network, control)
/// @param kernels how close the software's kernels come to what the machine could do
/// @param fittedOn the data set that the constants were fitted on, or `assumption: …`
/// @param source where the numbers come from
public record SoftwareProfile(
        String name,
        long layerOverheadCycles,
        double backgroundPicojoulesPerCycle,
        KernelQuality kernels,
        String fittedOn,
        String source) {
    /// The name of a profile that its file does not name.
    public static final String UNNAMED = "default";

    /// A profile without a name and background energy, whose kernels reach what the machine can do.
    public SoftwareProfile(long layerOverheadCycles, String fittedOn, String source) {
        this(UNNAMED, layerOverheadCycles, 0, KernelQuality.PERFECT, fittedOn, source);
    }
}
