package bitwright.precision.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files are there whole or not at all, and nothing else in the folder changes.
final class WholeFilesTest {
    private static final byte[] NEW = {1, 2, 3};

    @TempDir private Path folder = Path.of("");

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsReplacedAndFilesNamedLikeTemporaryOnesStay() throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), "old");
        Path like = Files.writeString(folder.resolve("plan.json.tmp"), "mine");
        Path hidden = Files.writeString(folder.resolve(".plan.json.0.tmp"), "mine too");
        WholeFiles.write(file, NEW);
        assertThat(Files.readAllBytes(file)).isEqualTo(NEW);
        assertThat(Files.readString(like)).isEqualTo("mine");
        assertThat(Files.readString(hidden)).isEqualTo("mine too");
        assertThat(names()).containsExactly(".plan.json.0.tmp", "plan.json", "plan.json.tmp");
    }

    @Test
    void whereTheSecondOfTwoCannotBeWrittenTheFirstStaysAsItWas() throws IOException {
        Path first = Files.writeString(folder.resolve("mapping.json"), "old");
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        contents.put(first, NEW);
        contents.put(folder.resolve("nowhere").resolve("timings.json"), NEW);
        assertThatThrownBy(() -> WholeFiles.write(contents)).isInstanceOf(IOException.class);
        assertThat(Files.readString(first)).isEqualTo("old");
        assertThat(names()).containsExactly("mapping.json");
    }

    @Test
    void aFolderInThePlaceStaysAndNothingLiesBesideIt() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("plan.json"));
        Files.writeString(taken.resolve("inside"), "mine");
        assertThatThrownBy(() -> WholeFiles.write(taken, NEW)).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("plan.json");
        assertThat(Files.readString(taken.resolve("inside"))).isEqualTo("mine");
    }
}
