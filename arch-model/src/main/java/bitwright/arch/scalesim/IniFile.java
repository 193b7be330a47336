package bitwright.arch.scalesim;

import bitwright.arch.reader.MachineFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The keys of a configuration file with sections, as Python's ConfigParser reads them: `key =
/// value` or `key : value`, keys in any case, lines that begin with `#` or `;` left out.
///
/// @param file what errors call the file
/// @param values by key in lower case
record IniFile(String file, Map<String, String> values) {
    private static final long MOST_BYTES = 1 << 20;

    static byte[] content(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new MachineFileException(
                        file + ": is larger than 1 MiB. Maybe it is no configuration file.");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException problem) {
            throw new MachineFileException(file + ": there is no such file. Maybe a typing error.");
        } catch (IOException problem) {
            throw new MachineFileException(
                    file
                            + ": the file cannot be read. Maybe it is a folder, or not yours to read.");
        }
    }

    static IniFile parse(byte[] content, String file) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return parse(file, text.toString().lines().toList());
        } catch (CharacterCodingException problem) {
            throw new MachineFileException(
                    file + ": the file is not UTF-8 text. Maybe it is no configuration file.");
        }
    }

    private static IniFile parse(String file, List<String> lines) {
        Map<String, String> values = new TreeMap<>();
        boolean inSection = false;
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                inSection = true;
                continue;
            }
            int at = separator(line);
            if (at < 1 || !inSection) {
                throw new MachineFileException(
                        file
                                + ": line "
                                + number
                                + " ('"
                                + line
                                + "') is no 'key = value' of a section. Maybe it is no SCALE-Sim configuration.");
            }
            String key = line.substring(0, at).strip().toLowerCase(Locale.ROOT);
            if (values.put(key, line.substring(at + 1).strip()) != null) {
                throw new MachineFileException(
                        file
                                + ": line "
                                + number
                                + ": the key '"
                                + key
                                + "' is there twice. Maybe remove one.");
            }
        }
        return new IniFile(file, values);
    }

    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    MachineFileException wrong(String what) {
        return new MachineFileException(file + ": " + what);
    }

    String text(String key) {
        String value = values.get(key.toLowerCase(Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw wrong(key + " is missing. Maybe it is no SCALE-Sim configuration.");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    int positive(String key) {
        String value = text(key);
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
            throw wrong(
                    key + " (" + value + ") must be a whole number from 1 to 999999999. Maybe 32.");
        }
        return Integer.parseInt(value);
    }

    /// The run's name, or the file's.
    String name() {
        String name = values.getOrDefault("run_name", "").replace("\"", "").strip();
        return name.isEmpty() ? String.valueOf(Path.of(file).getFileName()) : name;
    }
}
