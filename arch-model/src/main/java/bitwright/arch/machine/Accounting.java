package bitwright.arch.machine;

/// What a machine's energy and room count.
///
/// @param leavingOutputsAreRead whether outputs cost a read of the level that they leave
/// @param idleInstancesLeak whether instances of a level that a schedule does not use leak too
/// @param nextTilesTakeRoom whether the next tile of a level with two buffers takes room beside the
///   present one
public record Accounting(
        boolean leavingOutputsAreRead, boolean idleInstancesLeak, boolean nextTilesTakeRoom) {
    /// Everything that real machines pay for.
    public static final Accounting COMPLETE = new Accounting(true, true, true);

    /// The conventions of Timeloop 3.0.3: outputs leave a level at no cost, only the instances that
    /// a mapping uses leak, and tiles come and go without room for a second one.
    public static final Accounting TIMELOOP = new Accounting(false, false, false);
}
