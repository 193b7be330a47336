package bitwright.precision.gradient;

/// A contraction: on operands and weights that may be others than the network's own.
interface ContractionStep extends Step {
    /// Number among the network's contractions.
    int contraction();

    /// Computes the output of given operands.
    ///
    /// @param operands one array for each activation operand
    /// @param weights as the loop nest lays them out; empty where there are two operands
    /// @param scratch where intermediate matrices may lie
    void compute(double[][] operands, double[] weights, double[] output, Scratch scratch);

    @Override
    default void forward(Pass pass) {
        double[] output = pass.values[output()];
        compute(
                pass.operands(contraction(), inputs()),
                pass.weights[contraction()],
                output,
                pass.scratch);
        double[] offset = pass.outputOffsets[contraction()];
        for (int at = 0; at < offset.length; at++) {
            output[at] += offset[at];
        }
    }
}
