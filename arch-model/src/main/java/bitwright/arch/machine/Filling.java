package bitwright.arch.machine;

/// How a memory level takes in the next tile.
///
/// @param doubleBuffered whether the next tile comes in while the present one is used, which takes
///   twice the room; without it the unit waits for every transfer into the level
/// @param slidingWindows whether a tile of inputs keeps what it has in common with the tile before
///   it, as a line buffer does, so that only new rows or columns are fetched
/// @param sharedWindows whether what lies in the windows of several instances is read once outside
///   and sent to all of them, as a multicast network with tags does; without it only equal tiles
///   are shared
/// @param partialSums whether outputs may enter the level before they are complete, to be read back
///   and added to; without it sums stay further inside until they are complete
public record Filling(
        boolean doubleBuffered,
        boolean slidingWindows,
        boolean sharedWindows,
        boolean partialSums) {
    /// Two buffers, whole tiles, and partial sums come and go.
    public static final Filling PLAIN = new Filling(true, false, false, true);
}
