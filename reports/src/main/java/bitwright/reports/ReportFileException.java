package bitwright.reports;

import org.jspecify.annotations.Nullable;

/// A report that cannot be read or written: one line that names the file, the place and the cure.
public final class ReportFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReportFileException(String oneLine) {
        this(oneLine, null);
    }

    public ReportFileException(String oneLine, @Nullable Throwable cause) {
        super(oneLine, cause);
    }
}
