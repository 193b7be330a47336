package bitwright.precision.gradient;

import java.util.Arrays;

/// Two arrays for intermediate matrices, which grow as needed.
final class Scratch {
    private double[] first = new double[0];
    private double[] second = new double[0];

    double[] first(int size) {
        if (first.length < size) {
            first = new double[size];
        }
        return first;
    }

    double[] second(int size) {
        if (second.length < size) {
            second = new double[size];
        }
        return second;
    }

    double[] secondOfZeros(int size) {
        double[] zeros = second(size);
        Arrays.fill(zeros, 0, size, 0);
        return zeros;
    }
}
