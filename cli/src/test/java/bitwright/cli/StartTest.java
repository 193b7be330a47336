package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process loads before it does its work: libraries that a command does not need stay out.
final class StartTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final Pattern LOADED = Pattern.compile("\\] ([\\w.$/]+) source:");
    private static final String[] HEAVY = {
        "com.google.ortools.", "ai.onnxruntime.", "com.google.protobuf.", "jdk.incubator.vector.",
    };

    @TempDir Path folder = Path.of("");

    @Test
    void helpLoadsNoCommandAndNoLibraryButTheParser() throws Exception {
        List<String> classes = loaded("--help");
        assertThat(of(classes, "picocli.")).isNotEmpty();
        for (String heavy : HEAVY) {
            assertThat(of(classes, heavy)).isEmpty();
        }
        assertThat(of(classes, "tools.jackson.")).isEmpty();
        assertThat(of(classes, "bitwright.arch.")).isEmpty();
        assertThat(of(classes, "bitwright.cli."))
                .contains("bitwright.cli.RootCommand")
                .noneMatch(name -> name.endsWith("Options"));
    }

    @Test
    void simulateLoadsNeitherSolverNorEngineNorVectorsNorOtherCommands() throws Exception {
        List<String> classes =
                loaded(
                        "simulate",
                        "zoo:resnet18",
                        "-m",
                        ROOT.resolve("hw-configs/t4.yaml").toString());
        for (String heavy : HEAVY) {
            assertThat(of(classes, heavy)).isEmpty();
        }
        assertThat(of(classes, "bitwright.precision.")).isEmpty();
        assertThat(of(classes, "bitwright.sim.")).contains("bitwright.sim.cost.EventModel");
        assertThat(of(classes, "bitwright.cli.").stream().filter(name -> name.endsWith("Command")))
                .containsExactlyInAnyOrder(
                        "bitwright.cli.RootCommand", "bitwright.cli.SimulateCommand");
    }

    /// The classes of a package, but for exceptions, which whatever may catch them loads.
    private static List<String> of(List<String> classes, String prefix) {
        return classes.stream()
                .filter(name -> name.startsWith(prefix) && !name.endsWith("Exception"))
                .toList();
    }

    /// Runs a command in a process of its own, without the vector module.
    private List<String> loaded(String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("classes.txt");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load:file=" + log,
                                "-XX:TieredStopAtLevel=1",
                                "-Dbitwright.root=" + ROOT,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "bitwright.cli.Main"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed.txt").toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(folder.resolve("printed.txt"))).isZero();
        List<String> classes = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher matcher = LOADED.matcher(line);
            if (matcher.find()) {
                classes.add(matcher.group(1));
            }
        }
        return classes;
    }
}
