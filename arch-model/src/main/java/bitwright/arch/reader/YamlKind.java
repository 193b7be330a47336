package bitwright.arch.reader;

/// What sort of YAML file is read, for what complaints suggest.
///
/// @param name e.g. `machine`
/// @param firstLine what such a file may start with
/// @param nulls whether keys may be without a value, as other programs write them
public record YamlKind(String name, String firstLine, boolean nulls) {
    static final YamlKind MACHINE =
            new YamlKind("machine", "format: " + MachineReader.FORMAT, false);
}
