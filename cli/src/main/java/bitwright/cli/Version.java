package bitwright.cli;

/// The version that reports carry.
public final class Version {
    /// The number.
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
