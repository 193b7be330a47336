package bitwright.arch.reader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A place in a machine file: a node together with the file's name and the path to it, so that
/// every complaint can say where.
record Cursor(String file, String path, JsonNode node) {
    /// The complaint about this place.
    MachineFileException wrong(String complaint) {
        return new MachineFileException(
                file + ": " + (path.isEmpty() ? "" : path + " ") + complaint);
    }

    /// Checks that this is a mapping with exactly these keys (the optional ones may be absent).
    Cursor object(List<String> required, List<String> optional) {
        if (!node.isObject()) {
            throw wrong("must be a mapping with the keys " + String.join(", ", required) + ".");
        }
        List<String> known = new ArrayList<>(required);
        known.addAll(optional);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw child(entry.getKey())
                        .wrong(
                                "is an unknown key. Maybe "
                                        + Nearest.of(entry.getKey(), known)
                                        + ".");
            }
        }
        for (String key : required) {
            if (!node.has(key)) {
                throw wrong(
                        (path.isEmpty() ? "the file " : "")
                                + "lacks the key '"
                                + key
                                + "'. Add it; keys are "
                                + String.join(", ", known)
                                + ".");
            }
        }
        return this;
    }

    /// The value of a key.
    Cursor child(String key) {
        return new Cursor(file, path.isEmpty() ? key : path + "." + key, node.path(key));
    }

    /// Whether the key is present.
    boolean has(String key) {
        return node.has(key);
    }

    /// The elements of a list that must not be empty.
    List<Cursor> list() {
        if (!node.isArray() || node.isEmpty()) {
            throw wrong("must be a list with at least one element.");
        }
        List<Cursor> elements = new ArrayList<>();
        for (int index = 0; index < node.size(); index++) {
            elements.add(new Cursor(file, path + "[" + index + "]", node.get(index)));
        }
        return elements;
    }

    /// A text that is not blank.
    String text() {
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong("(" + shown() + ") must be a text that is not blank.");
        }
        return node.stringValue().strip();
    }

    /// A whole number in a range.
    long integer(long minimum, long maximum) {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < minimum
                || node.longValue() > maximum) {
            throw wrong(
                    "("
                            + shown()
                            + ") must be a whole number from "
                            + minimum
                            + " to "
                            + maximum
                            + ".");
        }
        return node.longValue();
    }

    /// A whole number in a range, as an int.
    int smallInteger(int minimum, int maximum) {
        return (int) integer(minimum, maximum);
    }

    /// A finite number of at least `minimum`.
    double number(double minimum) {
        if (!node.isNumber()
                || !Double.isFinite(node.doubleValue())
                || node.doubleValue() < minimum) {
            throw wrong("(" + shown() + ") must be a finite number of at least " + minimum + ".");
        }
        return node.doubleValue();
    }

    /// True or false.
    boolean flag() {
        if (!node.isBoolean()) {
            throw wrong("(" + shown() + ") must be true or false.");
        }
        return node.booleanValue();
    }

    /// One of some words.
    String oneOf(Set<String> words) {
        String word = text();
        if (!words.contains(word)) {
            throw wrong(
                    "("
                            + word
                            + ") must be one of "
                            + String.join(", ", words)
                            + ". Maybe "
                            + Nearest.of(word, List.copyOf(words))
                            + ".");
        }
        return word;
    }

    /// Reads a list of named things and refuses equal names.
    <T> List<T> named(Function<Cursor, T> reader, Function<T, String> name) {
        Map<String, T> things = new LinkedHashMap<>();
        for (Cursor element : list()) {
            T thing = reader.apply(element);
            if (things.put(name.apply(thing), thing) != null) {
                throw element.wrong(
                        "has the name '" + name.apply(thing) + "' a second time. Rename one.");
            }
        }
        return List.copyOf(things.values());
    }

    /// The value as a message may show it.
    private String shown() {
        String text = node.isString() ? node.stringValue() : node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
