package bitwright.kernels.fast;

/// Buffers that one thread reuses from call to call, so that inner loops allocate nothing.
///
/// Never share one between threads.
public final class Workspace {
    private float[] floats = new float[0];
    private float[] floatPanel = new float[0];
    private short[] shorts = new short[0];
    private short[] shortPanel = new short[0];
    private int[] sums = new int[0];
    private int[] upperSums = new int[0];

    /// A new, empty workspace; buffers grow as they are asked for.
    public Workspace() {}

    float[] floats(int elements) {
        if (floats.length < elements) {
            floats = new float[elements];
        }
        return floats;
    }

    float[] floatPanel(int elements) {
        if (floatPanel.length < elements) {
            floatPanel = new float[elements];
        }
        return floatPanel;
    }

    short[] shorts(int elements) {
        if (shorts.length < elements) {
            shorts = new short[elements];
        }
        return shorts;
    }

    short[] shortPanel(int elements) {
        if (shortPanel.length < elements) {
            shortPanel = new short[elements];
        }
        return shortPanel;
    }

    int[] sums(int elements) {
        if (sums.length < elements) {
            sums = new int[elements];
        }
        return sums;
    }

    int[] upperSums(int elements) {
        if (upperSums.length < elements) {
            upperSums = new int[elements];
        }
        return upperSums;
    }
}
