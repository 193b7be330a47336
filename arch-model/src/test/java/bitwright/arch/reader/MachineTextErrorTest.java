package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts and files that are no machine: one line that names what is wrong and the cure.
final class MachineTextErrorTest {
    private static final List<Mistake> MISTAKES =
            List.of(
                    new Mistake(
                            "name: edge",
                            "name: &a edge\nb: *a",
                            "line 3: b uses an anchor or alias. Maybe write the value out."),
                    new Mistake(
                            "name: edge",
                            "name: !!java.net.URL edge",
                            "line 2: name has a tag. Maybe a plain value without `!`."),
                    new Mistake(
                            "software:",
                            "---\nsoftware:",
                            "line 91: the file starts a second document. Maybe one machine a"
                                    + " file."),
                    new Mistake(
                            "rows: 2",
                            "rows: [1, 2",
                            "line 29: while parsing a flow sequence. Maybe check indentation,"
                                    + " colons and quotes there."));

    static List<Mistake> mistakes() {
        return MISTAKES;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void theMessageNamesFilePathValueAndCure(Mistake mistake) {
        mistake.isRefused();
    }

    @Test
    void theSmallMachineItselfIsRead() {
        assertThat(MachineReader.parse(MachineTexts.EDGE, "edge.yaml").units()).hasSize(3);
    }

    @Test
    void textsThatAreNoMachineAreRefused() {
        refused("", "f.yaml: the file is empty. Maybe start with `format: bitwright-machine/1`.");
        refused("# only this", "f.yaml: the file is empty. Maybe start with");
        refused("hello", "f.yaml: the file must be a mapping. Maybe with the keys format, name,");
        refused("- 1", "f.yaml: the file must be a mapping.");
        refused("a: \u0001", "f.yaml: line 1: ");
        refused("x".repeat((1 << 20) + 1), "f.yaml: the file has more than 1 MiB.");
        refused("[".repeat(100_000), "f.yaml: line 1: [0]");
        refused("{a: ".repeat(100_000), "f.yaml: line 1: a.a.a");
        refused("- ".repeat(100_000), "f.yaml: line 1: ");
    }

    @Test
    void aBillionLaughsAreRefusedAtTheFirstAnchor() {
        var text = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char level = 'b'; level <= 'z'; level++) {
            text.append("%c: &%c [".formatted(level, level));
            text.append("*%c, ".formatted(level - 1).repeat(9)).append("x]\n");
        }
        refused(text.toString(), "f.yaml: line 1: a uses an anchor or alias.");
    }

    @Test
    void filesThatCannotBeReadAreRefused(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("edg.yaml");
        refused(
                missing,
                "there is no such file. Maybe another folder, this one has no .yaml file.");
        Files.writeString(folder.resolve("edge.yaml"), MachineTexts.EDGE);
        Files.writeString(folder.resolve("zebra.yaml"), MachineTexts.EDGE);
        refused(missing, "there is no such file. Maybe edge.yaml.");
        refused(folder.resolve("none/edge.yaml"), "there is no such file. Maybe check the folder");
        refused(folder, "the file cannot be read (IOException). Maybe it is a folder,");
        Path large = Files.writeString(folder.resolve("large"), "#".repeat((1 << 20) + 1));
        refused(large, "the file has more than 1 MiB. Maybe it is no machine file.");
        Path latin = folder.resolve("latin");
        Files.write(latin, "name: Zürich".getBytes(StandardCharsets.ISO_8859_1));
        refused(latin, "the file is not UTF-8 text. Maybe it is no machine file.");
        assertThat(MachineReader.read(folder.resolve("edge.yaml")).name()).isEqualTo("edge");
    }

    private static void refused(String text, String start) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "f.yaml"))
                .withMessageStartingWith(start);
    }

    private static void refused(Path file, String start) {
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.read(file))
                .withMessageStartingWith(file + ": " + start);
    }
}
