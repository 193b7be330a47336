package bitwright.kernels.quantizer;

/// The output error of a matrix product by its second moments: `d' * (sum of x * x') * d` for each
/// row `d` of differences.
final class ProductOutputError implements OutputError {
    private final int reduction;
    private final double[] moments;

    ProductOutputError(int reduction, float[] others) {
        if (reduction < 1 || others.length == 0 || others.length % reduction != 0) {
            throw new IllegalArgumentException(
                    others.length
                            + " values of the other operand are no rows of "
                            + reduction
                            + ".");
        }
        ValueRange.requireFinite(others, 0, others.length);
        this.reduction = reduction;
        moments = new double[Math.multiplyExact(reduction, reduction)];
        for (int row = 0; row < others.length; row += reduction) {
            for (int i = 0; i < reduction; i++) {
                double factor = others[row + i];
                for (int j = 0; j < reduction; j++) {
                    moments[i * reduction + j] += factor * others[row + j];
                }
            }
        }
    }

    @Override
    public double of(double[] differences, int from) {
        double sum = 0;
        int start = 0;
        while (start < differences.length) {
            int place = (from + start) % reduction;
            int count = Math.min(reduction - place, differences.length - start);
            sum += ofRow(differences, start, count, place);
            start += count;
        }
        return sum;
    }

    private double ofRow(double[] differences, int start, int count, int place) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double inner = 0;
            int row = (place + i) * reduction + place;
            for (int j = 0; j < count; j++) {
                inner += moments[row + j] * differences[start + j];
            }
            sum += differences[start + i] * inner;
        }
        return sum;
    }
}
