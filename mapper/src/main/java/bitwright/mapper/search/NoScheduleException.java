package bitwright.mapper.search;

/// No schedule exists: one line that says why and what would help.
public final class NoScheduleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoScheduleException(String oneLine) {
        super(oneLine);
    }
}
