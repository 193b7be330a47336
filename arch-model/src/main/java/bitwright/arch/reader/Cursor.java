package bitwright.arch.reader;

import bitwright.arch.words.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A place in a YAML file: the file's name, the path from its root and the value there.
///
/// Every read either returns a checked value or throws a one-line error that names the place.
///
/// Immutable.
public final class Cursor {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");
    private static final int SHOWN = 60;

    private final String file;
    private final String path;
    private final JsonNode node;

    private Cursor(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /// The root of a text of at most 1 MiB: no aliases, no tags, no duplicate keys, one document.
    ///
    /// @param file what errors call it
    /// @throws MachineFileException if it is no such text
    public static Cursor parse(String yaml, String file, YamlKind kind) {
        return new Cursor(file, "", YamlTree.parse(yaml, file, kind));
    }

    /// The file's name, as shown in errors.
    public String file() {
        return file;
    }

    /// Keys and indices from the root, e.g. `units[1].rows`; empty at the root.
    public String path() {
        return path;
    }

    /// The value.
    JsonNode node() {
        return node;
    }

    /// An error at this place: `file: path (value) complaint`.
    public MachineFileException refused(String complaint) {
        return new MachineFileException(
                file + ": " + (path.isEmpty() ? "the file " : path + shown() + " ") + complaint);
    }

    /// Whether this is a list of nothing.
    public boolean isEmptyList() {
        return node.isArray() && node.isEmpty();
    }

    /// Whether this is text.
    public boolean isText() {
        return node.isString();
    }

    /// Whether this is a mapping.
    public boolean isMapping() {
        return node.isObject();
    }

    private String shown() {
        if (node.isContainer()) {
            return "";
        }
        String text = node.asString();
        return " (" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + ")";
    }

    /// The value of a key that is known to be there.
    public Cursor at(String key) {
        return new Cursor(file, path.isEmpty() ? key : path + "." + key, node.get(key));
    }

    /// Whether this is a mapping that has a key.
    public boolean has(String key) {
        return node.has(key);
    }

    /// Whether this is a list.
    public boolean isList() {
        return node.isArray();
    }

    /// Checks that this is a mapping with exactly these keys.
    public Cursor withKeys(List<String> keys) {
        return withKeys(keys, List.of());
    }

    /// Checks that this is a mapping with all of some keys and any of others.
    public Cursor withKeys(List<String> keys, List<String> optional) {
        if (!node.isObject()) {
            throw refused(
                    "must be a mapping. Maybe with the keys " + String.join(", ", keys) + ".");
        }
        for (String key : node.propertyNames()) {
            if (!keys.contains(key) && !optional.contains(key)) {
                List<String> legal = Stream.concat(keys.stream(), optional.stream()).toList();
                throw at(key).refused("is an unknown key. Maybe " + Nearest.of(key, legal) + ".");
            }
        }
        for (String key : keys) {
            require(key);
        }
        return this;
    }

    /// Checks that this is a mapping that has a key.
    public Cursor require(String key) {
        if (!node.isObject()) {
            throw refused("must be a mapping. Maybe its first key is " + key + ".");
        }
        if (!has(key)) {
            throw new MachineFileException(
                    file
                            + ": "
                            + (path.isEmpty() ? key : path + "." + key)
                            + " is missing. Maybe add `"
                            + key
                            + ":`"
                            + (key.equals("source")
                                    ? " with a publication, `derived: …` or `assumption: …`."
                                    : "."));
        }
        return this;
    }

    /// The elements of a list of at least one.
    public List<Cursor> items(String what) {
        if (!node.isArray()) {
            throw refused("must be a list. Maybe `[…]` or lines that start with `-`.");
        }
        if (node.isEmpty()) {
            throw refused("is empty. Maybe add " + what + ".");
        }
        var items = new ArrayList<Cursor>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Cursor(file, path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    /// The entries of a mapping of at least one, in the file's order.
    public List<Cursor> entries(String what) {
        if (!node.isObject()) {
            throw refused("must be a mapping. Maybe `{" + what + "}`.");
        }
        if (node.isEmpty()) {
            throw refused("is empty. Maybe `{" + what + "}`.");
        }
        return node.propertyNames().stream().map(this::at).toList();
    }

    /// A text that is not blank.
    public String text() {
        if (!node.isString()) {
            throw refused("must be text. Maybe put it in quotes.");
        }
        if (node.stringValue().isBlank()) {
            throw refused("is blank. Maybe write what it is, or what it is taken from.");
        }
        return node.stringValue();
    }

    /// Where numbers come from; a mark such as `derived:` alone is no source.
    public String source() {
        String source = text();
        if (source.strip().matches("(derived|assumption):")) {
            throw refused("says nothing after its mark. Maybe say from what, or why.");
        }
        return source;
    }

    /// A name that schedules can print: letters, digits, dots, dashes, underscores.
    public String name() {
        String name = text();
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    "must be a letter, then letters, digits, '.', '_' or '-', 64 at most. Maybe "
                            + NearestName.of(name)
                            + ".");
        }
        return name;
    }

    /// True or false.
    public boolean flag() {
        if (!node.isBoolean()) {
            throw refused("must be true or false. Maybe false.");
        }
        return node.booleanValue();
    }

    /// A whole number from `least` to 2^63 - 1.
    public long whole(long least) {
        if (node.isString()) {
            throw refused(
                    "must be a whole number. Maybe write it without quotes, units or commas.");
        }
        if (!node.isIntegralNumber()) {
            throw refused("must be a whole number. Maybe round it and say so in its source.");
        }
        if (!node.canConvertToLong()) {
            throw refused("is beyond 64 bits. Maybe a digit too many.");
        }
        if (node.longValue() < least) {
            throw refused("must be at least " + least + ". Maybe " + least + ".");
        }
        return node.longValue();
    }

    /// A whole number from `least` to 2^31 - 1.
    public int count(int least) {
        long value = whole(least);
        if (value > Integer.MAX_VALUE) {
            throw refused("must be at most " + Integer.MAX_VALUE + ". Maybe a digit too many.");
        }
        return (int) value;
    }

    /// A finite number.
    public double number() {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw refused("must be a finite number. Maybe write it without quotes or units.");
        }
        return value;
    }

    /// A finite number that is not negative.
    public double amount() {
        double value = number();
        if (value < 0) {
            throw refused("must not be negative. Maybe 0.");
        }
        return value;
    }

    /// A number without a point where it is whole.
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
