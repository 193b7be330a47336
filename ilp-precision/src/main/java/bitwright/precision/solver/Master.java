package bitwright.precision.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The linear master program of Dantzig-Wolfe decomposition: the cheapest mixture of known
/// solutions that meets all limits, and the prices of the limits in it.
///
/// `min Σ μ_j f_j` such that `Σ μ_j c_jk + s_k − a_k = b_k`, `Σ μ_j = 1`, all at least 0, where an
/// excess `a_k` costs `ceiling`. It is solved by the primal simplex method with a dense inverse; it
/// has one row for each limit and one more. Nothing is proven with its numbers: they only say where
/// to look.
final class Master {
    private static final double EPSILON = 1e-11;
    private static final int MOST_PIVOTS = 2000;

    private final int rows;
    private final List<double[]> columns = new ArrayList<>();
    private final List<Double> costs = new ArrayList<>();
    private final int[] basis;
    private final double[][] inverse;
    private final double[] level;

    /// @param limits right-hand sides
    /// @param ceiling price of an excess: no price of a limit is higher
    /// @param objective of a first solution
    /// @param usage of a first solution, by limit
    Master(double[] limits, double ceiling, double objective, double[] usage) {
        rows = limits.length + 1;
        basis = new int[rows];
        inverse = new double[rows][rows];
        level = new double[rows];
        for (int row = 0; row < limits.length; row++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                double[] column = new double[rows];
                column[row] = sign;
                columns.add(column);
                costs.add(sign > 0 ? 0 : ceiling);
            }
        }
        add(objective, usage);
        int first = columns.size() - 1;
        for (int row = 0; row < limits.length; row++) {
            double slack = limits[row] - usage[row];
            int sign = slack >= 0 ? 1 : -1;
            basis[row] = 2 * row + (sign > 0 ? 0 : 1);
            level[row] = Math.abs(slack);
            inverse[row][row] = sign;
            inverse[row][rows - 1] = -sign * usage[row];
        }
        basis[rows - 1] = first;
        level[rows - 1] = 1;
        inverse[rows - 1][rows - 1] = 1;
    }

    /// Adds a known solution.
    void add(double objective, double[] usage) {
        double[] column = Arrays.copyOf(usage, rows);
        column[rows - 1] = 1;
        columns.add(column);
        costs.add(objective);
    }

    /// Solves, and returns the price of each limit, at least 0, and behind them the convexity's.
    double[] prices() {
        for (int pivots = 0; pivots < MOST_PIVOTS; pivots++) {
            double[] duals = duals();
            int entering = -1;
            double least = -EPSILON;
            for (int column = 0; column < columns.size(); column++) {
                double reduced = costs.get(column) - product(duals, columns.get(column));
                double scaled = reduced / (1 + Math.abs(costs.get(column)));
                if (scaled < least) {
                    least = scaled;
                    entering = column;
                }
            }
            if (entering < 0 || !pivot(entering)) {
                break;
            }
        }
        double[] prices = duals();
        for (int row = 0; row < rows - 1; row++) {
            prices[row] = Math.max(0, -prices[row]);
        }
        return prices;
    }

    private double[] duals() {
        double[] duals = new double[rows];
        for (int row = 0; row < rows; row++) {
            double cost = costs.get(basis[row]);
            for (int column = 0; column < rows; column++) {
                duals[column] += cost * inverse[row][column];
            }
        }
        return duals;
    }

    private boolean pivot(int entering) {
        double[] direction = new double[rows];
        int leaving = -1;
        double step = Double.POSITIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            direction[row] = product(inverse[row], columns.get(entering));
            if (direction[row] > EPSILON && level[row] / direction[row] < step) {
                step = level[row] / direction[row];
                leaving = row;
            }
        }
        if (leaving < 0) {
            return false;
        }
        double pivot = direction[leaving];
        for (int column = 0; column < rows; column++) {
            inverse[leaving][column] /= pivot;
        }
        for (int row = 0; row < rows; row++) {
            if (row != leaving) {
                level[row] = Math.max(0, level[row] - step * direction[row]);
                for (int column = 0; column < rows; column++) {
                    inverse[row][column] -= direction[row] * inverse[leaving][column];
                }
            }
        }
        level[leaving] = step;
        basis[leaving] = entering;
        return true;
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int at = 0; at < one.length; at++) {
            sum += one[at] * other[at];
        }
        return sum;
    }
}
