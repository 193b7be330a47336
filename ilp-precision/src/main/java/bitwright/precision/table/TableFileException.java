package bitwright.precision.table;

/// A cost table or a question about one that makes no sense: one line with file, path, value and
/// cure. Control characters, which only a hostile file has in its names, are shown as spaces.
public final class TableFileException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 500;

    public TableFileException(String oneLine) {
        super(tidy(oneLine));
    }

    public TableFileException(String oneLine, Throwable cause) {
        super(tidy(oneLine), cause);
    }

    private static String tidy(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(point -> line.appendCodePoint(oneLine(point) ? point : ' '));
        return text.codePointCount(0, text.length()) > LONGEST
                ? line.append('…').toString()
                : line.toString();
    }

    private static boolean oneLine(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
