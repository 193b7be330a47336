package bitwright.cli;

/// Bad input that no reader reports by itself: one line that names the thing and the cure. Exit
/// code 2.
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadInputException(String oneLine) {
        super(oneLine);
    }

    public BadInputException(String oneLine, Throwable cause) {
        super(oneLine, cause);
    }
}
