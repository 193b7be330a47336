package bitwright.workload;

import org.jspecify.annotations.Nullable;

/// A model or topology that cannot be read. The message is one line: the file, the place in it,
/// what is wrong and, mostly, the cure.
public final class ModelFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param oneLine the whole message; line breaks and other control characters in it (they can
    ///   come from an untrusted file) become spaces
    public ModelFileException(String oneLine) {
        this(oneLine, null);
    }

    /// @param oneLine the whole message
    /// @param cause what went wrong below, if anything
    public ModelFileException(String oneLine, @Nullable Throwable cause) {
        super(oneLine.replaceAll("\\p{Cntrl}+", " "), cause);
    }
}
