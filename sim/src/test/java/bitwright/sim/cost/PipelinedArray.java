package bitwright.sim.cost;

/// A systolic array whose folds may overlap, register by register: each processing element has what
/// it works with and, if the array is double buffered, a second register beside it.
///
/// The array is told when folds may start at the earliest and how far apart; it never waits. Where
/// a register is overwritten before its content was used, or read before it was filled, the product
/// comes out wrong: the least distance at which every product is right is what the closed form must
/// say.
final class PipelinedArray {
    private final int rows;
    private final int columns;
    private final boolean doubleBuffered;

    PipelinedArray(int rows, int columns, boolean doubleBuffered) {
        this.rows = rows;
        this.columns = columns;
        this.doubleBuffered = doubleBuffered;
    }

    /// Weights stay: fold `f` streams all rows of `left` from cycle `rows + f · step` on. New
    /// weights enter from above in the `rows` cycles before, column `c` a cycle after column `c −
    /// 1`; row `r` passes weights on from cycle `r` of them.
    SystolicArray.Outcome weightStationary(int[][] left, int[][] right, long step) {
        int positions = left.length;
        int columnFolds = Math.ceilDiv(right[0].length, columns);
        int folds = Math.ceilDiv(right.length, rows) * columnFolds;
        long[][] product = new long[positions][right[0].length];
        long[][] shadow = new long[rows][columns];
        long[][] weight = new long[rows][columns];
        long[][] sums = new long[rows][columns];
        long last = rows + (folds - 1) * step + positions - 1 + rows + columns - 2;
        for (long cycle = 0; cycle <= last; cycle++) {
            long[][] nextShadow = copy(shadow);
            long[][] nextSums = new long[rows][columns];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    int loading = (int) Math.floorDiv(cycle - c, step);
                    long load = cycle - c - loading * step;
                    if (loading < folds && loading >= 0 && load >= r && load < rows) {
                        int depth = loading / columnFolds * rows + rows - 1 - (int) load;
                        int column = loading % columnFolds * columns + c;
                        nextShadow[r][c] = r == 0 ? at(right, depth, column) : shadow[r - 1][c];
                    }
                    int fold = (int) Math.floorDiv(cycle - rows - r - c, step);
                    long position = cycle - rows - r - c - fold * step;
                    boolean streams = fold >= 0 && fold < folds && position < positions;
                    if (streams && position == 0 && doubleBuffered) {
                        weight[r][c] = shadow[r][c];
                    }
                    if (streams) {
                        int depth = fold / columnFolds * rows + r;
                        long used = doubleBuffered ? weight[r][c] : shadow[r][c];
                        nextSums[r][c] =
                                (r == 0 ? 0 : sums[r - 1][c])
                                        + at(left, (int) position, depth) * used;
                        int column = fold % columnFolds * columns + c;
                        if (r == rows - 1 && column < right[0].length) {
                            product[(int) position][column] += nextSums[r][c];
                        }
                    }
                }
            }
            shadow = nextShadow;
            sums = nextSums;
        }
        return new SystolicArray.Outcome(product, last + 1);
    }

    /// Outputs stay: fold `f` starts at cycle `f · step`; element `(r, c)` works on its depth `d`
    /// in cycle `r + c + d` of it. Column `c` leaves downwards in the `rows` cycles after its last
    /// element has finished; without second registers sums leave from where they were accumulated.
    SystolicArray.Outcome outputStationary(int[][] left, int[][] right, long step) {
        int depth = right.length;
        int columnFolds = Math.ceilDiv(right[0].length, columns);
        int folds = Math.ceilDiv(left.length, rows) * columnFolds;
        long[][] product = new long[left.length][right[0].length];
        long[][] sums = new long[rows][columns];
        long[][] leaving = new long[rows][columns];
        long last = (folds - 1) * step + depth - 1 + columns - 1 + 2L * rows - 1;
        for (long cycle = 0; cycle <= last; cycle++) {
            long[][] nextLeaving = copy(leaving);
            for (int c = 0; c < columns; c++) {
                drain(cycle - c - depth + 1 - rows, step, folds, c, leaving, nextLeaving, product);
                for (int r = 0; r < rows; r++) {
                    int fold = (int) Math.floorDiv(cycle - r - c, step);
                    long at = cycle - r - c - fold * step;
                    if (fold < 0 || fold >= folds || at >= depth) {
                        continue;
                    }
                    long before = at == 0 ? 0 : doubleBuffered ? sums[r][c] : leaving[r][c];
                    long after =
                            before
                                    + at(left, fold / columnFolds * rows + r, (int) at)
                                            * at(right, (int) at, fold % columnFolds * columns + c);
                    if (doubleBuffered) {
                        sums[r][c] = after;
                    }
                    if (!doubleBuffered || at == depth - 1) {
                        nextLeaving[r][c] = after;
                    }
                }
            }
            leaving = nextLeaving;
        }
        return new SystolicArray.Outcome(product, last + 1);
    }

    /// In cycle `j` of its leaving, rows `j` and below of a column hand their sum to the row below;
    /// rows above have handed theirs on already.
    private void drain(
            long cycle,
            long step,
            int folds,
            int c,
            long[][] leaving,
            long[][] nextLeaving,
            long[][] product) {
        int columnFolds = Math.ceilDiv(product[0].length, columns);
        int fold = (int) Math.floorDiv(cycle, step);
        long j = cycle - fold * step;
        if (fold < 0 || fold >= folds || j >= rows) {
            return;
        }
        for (int r = rows - 1; r > j; r--) {
            nextLeaving[r][c] = leaving[r - 1][c];
        }
        int row = fold / columnFolds * rows + rows - 1 - (int) j;
        int column = fold % columnFolds * columns + c;
        if (row < product.length && column < product[0].length) {
            product[row][column] = leaving[rows - 1][c];
        }
    }

    private static long[][] copy(long[][] matrix) {
        long[][] copy = new long[matrix.length][];
        for (int row = 0; row < copy.length; row++) {
            copy[row] = matrix[row].clone();
        }
        return copy;
    }

    private static long at(int[][] matrix, int row, int column) {
        return row < matrix.length && column < matrix[0].length ? matrix[row][column] : 0;
    }
}
