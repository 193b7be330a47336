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
        assertThat(classes).anyMatch(name -> name.startsWith("picocli."));
        for (String heavy : HEAVY) {
            assertThat(classes).noneMatch(name -> name.startsWith(heavy));
        }
        assertThat(classes)
                .noneMatch(name -> name.startsWith("tools.jackson."))
                .noneMatch(name -> name.startsWith("bitwright.arch."))
                .noneMatch(name -> name.endsWith("Command") && !name.endsWith(".RootCommand") && name.startsWith("bitwright."))
                .noneMatch(name -> name.startsWith("me.tongfei."));
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
            assertThat(classes).noneMatch(name -> name.startsWith(heavy));
        }
        assertThat(classes)
                .contains("bitwright.cli.SimulateCommand", "bitwright.sim.cost.EventModel")
                .doesNotContain("bitwright.cli.PlanCommand", "bitwright.cli.EmitCommand")
                .noneMatch(name -> name.startsWith("bitwright.precision."));
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
