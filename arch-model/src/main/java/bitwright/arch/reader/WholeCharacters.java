package bitwright.arch.reader;

import java.io.Reader;

/// Reads a text in pieces that never end within a surrogate pair.
///
/// The YAML scanner fills a buffer of fixed size and fails on a piece whose last `char` is the
/// first half of a pair.
final class WholeCharacters extends Reader {
    private final String text;
    private int position;

    WholeCharacters(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
        if (position == text.length()) {
            return -1;
        }
        int end = Math.min(text.length(), position + length);
        if (end - position > 1
                && end < text.length()
                && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        text.getChars(position, end, buffer, offset);
        int count = end - position;
        position = end;
        return count;
    }

    @Override
    public void close() {}
}
