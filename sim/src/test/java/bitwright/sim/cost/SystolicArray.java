package bitwright.sim.cost;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/// A systolic array, register by register and cycle by cycle: slow, obvious, and ignorant of every
/// closed form.
///
/// A weight is a sum of terms, which an element takes one after the other, a cycle each: a product
/// is one multiplication by one term, or an addition of the shifted input for every power of two
/// that a weight has.
///
/// Each processing element has a register for what comes from the left and one for what comes from
/// above. In a cycle every element works on what its neighbours held at the end of the cycle
/// before, and the elements of the first column and row on what enters there.
final class SystolicArray {
    /// What an element holds of a moving operand; invalid where nothing has arrived.
    private record Word(boolean valid, int tag, long value) {
        static final Word NONE = new Word(false, 0, 0);
    }

    /// The product and the cycles that it took.
    record Outcome(long[][] product, long cycles) {}

    private final int rows;
    private final int columns;
    private final LongBinaryOperator element;

    /// An array of multipliers.
    SystolicArray(int rows, int columns) {
        this(rows, columns, (input, weight) -> input * weight);
    }

    /// An array of shifters; every term is 0 or a power of two with a sign.
    static SystolicArray ofShifters(int rows, int columns) {
        return new SystolicArray(rows, columns, SystolicArray::shifted);
    }

    private SystolicArray(int rows, int columns, LongBinaryOperator element) {
        this.rows = rows;
        this.columns = columns;
        this.element = element;
    }

    private static long shifted(long input, long term) {
        long magnitude = input << Long.numberOfTrailingZeros(Math.abs(term));
        return term == 0 ? 0 : term < 0 ? -magnitude : magnitude;
    }

    /// Outputs stay. Row `r` of the left operand enters row `r`, column `c` of the right one enters
    /// column `c`, each a cycle later than the one before; a fold ends when the last element has
    /// accumulated its last product.
    ///
    /// @param terms of the right operand, which add up to it
    Outcome outputStationary(int[][] left, int[][]... terms) {
        int[][] right = terms[0];
        int depth = right.length * terms.length;
        long[][] product = new long[left.length][right[0].length];
        long cycles = 0;
        for (int row = 0; row < left.length; row += rows) {
            for (int column = 0; column < right[0].length; column += columns) {
                long[][] sums = new long[rows][columns];
                int[][] done = new int[rows][columns];
                Word[][] across = empty();
                Word[][] down = empty();
                for (int cycle = 0; least(done) < depth; cycle++, cycles++) {
                    Word[][] nextAcross = empty();
                    Word[][] nextDown = empty();
                    for (int r = 0; r < rows; r++) {
                        for (int c = 0; c < columns; c++) {
                            Word a =
                                    c == 0
                                            ? entry(left, row + r, cycle - r, depth, terms.length)
                                            : across[r][c - 1];
                            Word b =
                                    r == 0
                                            ? entryOf(terms, cycle - c, column + c, depth)
                                            : down[r - 1][c];
                            if (a.valid() != b.valid() || a.tag() != b.tag()) {
                                throw new AssertionError("operands miss each other");
                            }
                            if (a.valid()) {
                                sums[r][c] += element.applyAsLong(a.value(), b.value());
                                done[r][c]++;
                            }
                            nextAcross[r][c] = a;
                            nextDown[r][c] = b;
                        }
                    }
                    across = nextAcross;
                    down = nextDown;
                }
                for (int r = 0; r < rows && row + r < left.length; r++) {
                    for (int c = 0; c < columns && column + c < right[0].length; c++) {
                        product[row + r][column + c] = sums[r][c];
                    }
                }
            }
        }
        return new Outcome(product, cycles);
    }

    /// Weights stay. They are shifted in from above, a row a cycle; then the left operand enters
    /// from the left, each row a cycle later, and partial sums move down; a fold ends when the last
    /// sum has left the last row.
    ///
    /// @param terms of the right operand, which add up to it
    Outcome weightStationary(int[][] left, int[][]... terms) {
        int[][] right = terms[0];
        int positions = left.length;
        long[][] product = new long[positions][right[0].length];
        long cycles = 0;
        for (int depth = 0; depth < right.length; depth += rows) {
            for (int column = 0; column < right[0].length; column += columns) {
                long[][][] weights = new long[rows][columns][];
                for (int load = 0; load < rows; load++, cycles++) {
                    for (int r = rows - 1; r > 0; r--) {
                        weights[r] = weights[r - 1].clone();
                    }
                    for (int c = 0; c < columns; c++) {
                        weights[0][c] = all(terms, depth + rows - 1 - load, column + c);
                    }
                }
                Word[][] across = empty();
                Word[][] sums = empty();
                long remaining = (long) positions * columns * terms.length;
                for (int cycle = 0; remaining > 0; cycle++, cycles++) {
                    Word[][] nextAcross = empty();
                    Word[][] nextSums = empty();
                    for (int r = 0; r < rows; r++) {
                        for (int c = 0; c < columns; c++) {
                            Word a =
                                    c == 0
                                            ? entryOf(left, cycle - r, depth + r, terms.length)
                                            : across[r][c - 1];
                            Word sum = r == 0 ? new Word(a.valid(), a.tag(), 0) : sums[r - 1][c];
                            if (a.valid() != sum.valid() || a.tag() != sum.tag()) {
                                throw new AssertionError("operands miss each other");
                            }
                            nextAcross[r][c] = a;
                            nextSums[r][c] =
                                    new Word(
                                            a.valid(),
                                            a.tag(),
                                            sum.value()
                                                    + element.applyAsLong(
                                                            a.value(),
                                                            weights[r][c][a.tag() % terms.length]));
                            if (r == rows - 1 && a.valid()) {
                                remaining--;
                                if (column + c < right[0].length) {
                                    product[a.tag() / terms.length][column + c] +=
                                            nextSums[r][c].value();
                                }
                            }
                        }
                    }
                    across = nextAcross;
                    sums = nextSums;
                }
            }
        }
        return new Outcome(product, cycles);
    }

    private Word[][] empty() {
        Word[][] words = new Word[rows][columns];
        for (Word[] row : words) {
            Arrays.fill(row, Word.NONE);
        }
        return words;
    }

    /// What enters a row in step `time`: the element of that row and depth, for every term.
    private static Word entry(int[][] matrix, int row, int time, int end, int terms) {
        return time < 0 || time >= end
                ? Word.NONE
                : new Word(true, time, at(matrix, row, time / terms));
    }

    /// What enters a column in step `time`: a term of the element of that depth.
    private static Word entryOf(int[][][] terms, int time, int column, int end) {
        return time < 0 || time >= end
                ? Word.NONE
                : new Word(true, time, at(terms[time % terms.length], time / terms.length, column));
    }

    /// What enters a row in step `time`: the element of that position and a fixed depth, for every
    /// term.
    private static Word entryOf(int[][] matrix, int time, int column, int terms) {
        return time < 0 || time >= matrix.length * terms
                ? Word.NONE
                : new Word(true, time, at(matrix, time / terms, column));
    }

    private static long[] all(int[][][] terms, int row, int column) {
        return Arrays.stream(terms).mapToLong(term -> at(term, row, column)).toArray();
    }

    private static long at(int[][] matrix, int row, int column) {
        return row < matrix.length && column < matrix[0].length ? matrix[row][column] : 0;
    }

    private static int least(int[][] counts) {
        int least = Integer.MAX_VALUE;
        for (int[] row : counts) {
            for (int count : row) {
                least = Math.min(least, count);
            }
        }
        return least;
    }
}
