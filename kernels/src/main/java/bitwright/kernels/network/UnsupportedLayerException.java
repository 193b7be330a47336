package bitwright.kernels.network;

/// A network has a layer that the integer executor cannot execute; one line that names it.
public final class UnsupportedLayerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message one line: the layer, its operator, and what to do
    public UnsupportedLayerException(String message) {
        super(message);
    }
}
