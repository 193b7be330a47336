package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text files that are reviewed like code. `-Dgolden=update` rewrites them; continuous integration
/// refuses that.
final class Golden {
    private static final Path FOLDER =
            Path.of(System.getProperty("bitwright.root", ".."))
                    .resolve("reports/src/test/resources/bitwright/reports/golden");

    private Golden() {}

    static void check(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if ("update".equals(System.getProperty("golden"))) {
            assertThat(System.getenv("CI"))
                    .as("golden files are not rewritten in continuous integration")
                    .isNull();
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        assertThat(actual)
                .as("%s; after a wanted change run with -Dgolden=update and review it", name)
                .isEqualTo(Files.readString(file));
    }
}
