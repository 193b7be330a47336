package bitwright.precision.table;

/// A cost table or a question about one that makes no sense: one line with file, path, value and
/// cure.
public final class TableFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TableFileException(String oneLine) {
        super(oneLine);
    }

    public TableFileException(String oneLine, Throwable cause) {
        super(oneLine, cause);
    }
}
