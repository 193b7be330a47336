package bitwright.reports;

/// Names come from model files and are untrusted: here they become harmless for a line of text.
final class PlainText {
    private PlainText() {}

    /// The text on one line, with control, formatting and line-separating characters written as
    /// `\u001b`, so that a name can neither steer a terminal nor break a table.
    static String oneLine(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> {
                    if (isInvisible(point)) {
                        line.append(String.format("\\u%04x", point));
                    } else {
                        line.appendCodePoint(point);
                    }
                });
        return line.toString();
    }

    /// The text shortened to at most `width` characters: most of its end stays, because that is
    /// where the names of layers differ.
    static String shortened(String text, int width) {
        int length = text.codePointCount(0, text.length());
        if (length <= width) {
            return text;
        }
        int head = (width - 1) / 4;
        int tail = width - 1 - head;
        return text.substring(0, text.offsetByCodePoints(0, head))
                + "…"
                + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
