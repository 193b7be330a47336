package bitwright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The zip that the module `cli` packages, unpacked in a folder with spaces in its name. This
/// module is built after that one; where nothing was packaged the test says that it was left out.
final class DistributionTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    @TempDir Path folder = Path.of("");

    private record Ran(int code, String out, String err) {}

    @Test
    void itRunsFromAnyFolderAndTheCacheChangesNothing() throws Exception {
        Path zip = zip();
        Path home = unpacked(zip, folder.resolve("a folder with spaces"));
        assertThat(home.resolve("hw-configs/machine.schema.json")).exists();
        assertThat(home.resolve("models/fashion-resnet8.onnx")).exists();
        Path elsewhere = Files.createDirectories(folder.resolve("some where else"));
        Ran help = run(home, elsewhere, "off", "--help");
        assertThat(help.code()).as(help.err()).isZero();
        assertThat(help.out()).contains("Commands:", "simulate");
        String[] simulate = {
            "simulate", "zoo:resnet18", "--machine", home.resolve("hw-configs/t4.yaml").toString()
        };
        Ran first = run(home, elsewhere, "off", simulate);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("resnet18 on t4", "latency ");
        Path caches = folder.resolve("user cache/bitwright/start");
        assertThat(caches).doesNotExist();

        Ran second = run(home, elsewhere, "wait", simulate);
        assertThat(second.out()).isEqualTo(first.out());
        try (Stream<Path> files = Files.list(caches)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".aot"))
                    .hasSize(1);
        }
        Ran third = run(home, elsewhere, "off", simulate);
        assertThat(third.out()).isEqualTo(first.out());
        assertThat(third.err()).isEqualTo(first.err());
    }

    @Test
    void theLauncherIsExecutableInTheZip() throws Exception {
        Path zip = zip();
        byte[] content = Files.readAllBytes(zip);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry launcher =
                    file.stream()
                            .filter(entry -> entry.getName().endsWith("/bitwright"))
                            .findFirst()
                            .orElseThrow();
            int directory = text.lastIndexOf(launcher.getName());
            // The external attributes of a central entry lie eight bytes before its name; their
            // upper
            // half is the Unix mode.
            int mode = (content[directory - 6] & 0xff) | (content[directory - 5] & 0xff) << 8;
            assertThat(mode & 0111).isEqualTo(0111);
        }
    }

    private static Path zip() throws IOException {
        Path target = ROOT.resolve("cli/target");
        List<Path> zips = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                files.filter(file -> file.getFileName().toString().matches("bitwright-.*\\.zip"))
                        .forEach(zips::add);
            }
        }
        assumeThat(zips).as("the distribution is not packaged; left out").isNotEmpty();
        return zips.getFirst();
    }

    /// @return the folder inside the zip
    private static Path unpacked(Path zip, Path place) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                Path path = place.resolve(entry.getName()).normalize();
                assertThat(path).startsWithRaw(place);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    try (InputStream content = file.getInputStream(entry)) {
                        Files.copy(content, path);
                    }
                }
            }
        }
        try (Stream<Path> folders = Files.list(place)) {
            return folders.findFirst().orElseThrow();
        }
    }

    private Ran run(Path home, Path from, String startCache, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("bitwright").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("XDG_CACHE_HOME", folder.resolve("user cache").toString());
        environment.put("BITWRIGHT_START_CACHE", startCache);
        environment.remove("JAVA_TOOL_OPTIONS");
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        int code =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
        return new Ran(code, Files.readString(out), Files.readString(err));
    }
}
