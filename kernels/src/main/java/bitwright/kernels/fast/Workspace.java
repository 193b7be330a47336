package bitwright.kernels.fast;

/// Buffers that one thread reuses from call to call, so that inner loops allocate nothing.
///
/// Never share one between threads.
public final class Workspace {
    private float[] padded = new float[0];
    private float[] panel = new float[0];
    private int[] accumulators = new int[0];
    private int[] upperSums = new int[0];

    /// A new, empty workspace; buffers grow as they are asked for.
    public Workspace() {}

    float[] padded(int elements) {
        if (padded.length < elements) {
            padded = new float[elements];
        }
        return padded;
    }

    float[] panel(int elements) {
        if (panel.length < elements) {
            panel = new float[elements];
        }
        return panel;
    }

    int[] accumulators(int elements) {
        if (accumulators.length < elements) {
            accumulators = new int[elements];
        }
        return accumulators;
    }

    int[] upperSums(int elements) {
        if (upperSums.length < elements) {
            upperSums = new int[elements];
        }
        return upperSums;
    }
}
