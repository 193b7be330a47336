package bitwright.arch.reader;

/// A machine file that cannot be used: one line that names file, path, value and the cure.
public final class MachineFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param oneLine the message; control characters become blanks, so that it stays one line
    public MachineFileException(String oneLine) {
        super(oneLine.replaceAll("\\p{Cntrl}+", " "));
    }
}
