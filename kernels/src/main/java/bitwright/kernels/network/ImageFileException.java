package bitwright.kernels.network;

/// An image or label file is not what it should be; one line that names the file and the cure.
public final class ImageFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message one line: the file, the value, what to do
    public ImageFileException(String message) {
        super(message);
    }
}
