package bitwright.mapper.interpreter;

import bitwright.sim.schedule.Loops;
import bitwright.workload.LoopNest;

/// The part of the image that one instance, or several side by side, ask their source for: a range
/// of rows and one of columns. Remembers what was asked for before.
final class Windows {
    private final WindowRange rows;
    private final WindowRange columns;

    /// @param together whether instances ask together whose ranges join
    Windows(LoopNest nest, Loops loops, int sourcePosition, int position, boolean together) {
        rows = new WindowRange(nest, loops, sourcePosition, position, true, together);
        columns = new WindowRange(nest, loops, sourcePosition, position, false, together);
    }

    /// Whether the instance that the digits stand for is the first of those that ask together.
    boolean first(long[] digit) {
        return rows.first(digit) && columns.first(digit);
    }

    /// Elements that are asked for.
    ///
    /// @param box the tile of the first instance
    /// @param sliding the loop that alone moved on, and along which a level keeps what it has; -1
    ///   for none
    long elements(Box box, long[] start, int sliding) {
        rows.ask(start);
        columns.ask(start);
        long ofRows = rows.slides(sliding) ? rows.added() : rows.length();
        long ofColumns = columns.slides(sliding) ? columns.added() : columns.length();
        return ofRows * ofColumns * box.length[0] * box.length[1] * box.length[2];
    }
}
