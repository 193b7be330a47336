package bitwright.arch.reader;

/// A machine file that says something wrong: one line with file, path, value and cure.
public final class MachineFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MachineFileException(String oneLine) {
        super(oneLine);
    }

    public MachineFileException(String oneLine, Throwable cause) {
        super(oneLine, cause);
    }
}
