package bitwright.arch.machine;

/// What a machine's energy counts.
///
/// @param leavingOutputsAreRead whether outputs cost a read of the level that they leave
/// @param idleInstancesLeak whether instances of a level that a schedule does not use leak too
public record Accounting(boolean leavingOutputsAreRead, boolean idleInstancesLeak) {
    /// Everything that real machines pay for.
    public static final Accounting COMPLETE = new Accounting(true, true);

    /// The conventions of Timeloop 3.0.3: outputs leave a level at no cost, and only the instances
    /// that a mapping uses leak.
    public static final Accounting TIMELOOP = new Accounting(false, false);
}
