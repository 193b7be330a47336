package bitwright.cli;

/// The version that reports carry.
final class Version {
    static final String NUMBER = "0.1.0";

    private Version() {}
}
