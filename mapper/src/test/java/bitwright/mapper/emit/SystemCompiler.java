package bitwright.mapper.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The C compiler of the system, with every warning an error and undefined behaviour a failure.
final class SystemCompiler {
    private static final List<String> FLAGS =
            List.of(
                    "cc",
                    "-O2",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-std=c11",
                    "-fsanitize=undefined",
                    "-fno-sanitize-recover=undefined");
    private static final int SECONDS = 120;

    private final Path folder;

    /// @throws org.opentest4j.TestAbortedException if there is none
    SystemCompiler(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.writeString(folder.resolve("probe.c"), "int main(void) { return 0; }\n");
        assumeTrue(
                works(),
                "left out: no C compiler 'cc' with -fsanitize=undefined on this system; emitted C was"
                        + " not compiled");
    }

    private boolean works() throws IOException, InterruptedException {
        try {
            return run(command(List.of("probe.c"), "probe"), "").status() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /// What a program said and how it ended.
    record Outcome(int status, String output) {}

    /// Compiles files of the folder to a program of it; halves of the files at the same time.
    void compile(List<String> files, String program) throws IOException, InterruptedException {
        List<Process> compilers = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            List<String> some = new ArrayList<>(FLAGS);
            some.add("-c");
            int before = some.size();
            for (int i = half; i < files.size(); i += 2) {
                some.add(files.get(i));
                objects.add(files.get(i).replaceAll("\\.c$", ".o"));
            }
            if (some.size() > before) {
                compilers.add(
                        new ProcessBuilder(some)
                                .directory(folder.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("compiler" + half + ".log").toFile())
                                .start());
            }
        }
        for (int half = 0; half < compilers.size(); half++) {
            assertThat(compilers.get(half).waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(compilers.get(half).exitValue())
                    .as(Files.readString(folder.resolve("compiler" + half + ".log")))
                    .isZero();
        }
        Outcome linked = run(command(objects, program), "");
        assertThat(linked.status()).as(linked.output()).isZero();
    }

    private static List<String> command(List<String> files, String program) {
        List<String> command = new ArrayList<>(FLAGS);
        command.addAll(files);
        command.addAll(List.of("-o", program));
        return command;
    }

    /// Runs a program of the folder with a file as its input.
    Outcome execute(String program, String input) throws IOException, InterruptedException {
        return run(List.of(folder.resolve(program).toString()), input);
    }

    private Outcome run(List<String> command, String input)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Path output = folder.resolve("output");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        if (!input.isEmpty()) {
            builder.redirectInput(folder.resolve(input).toFile());
        }
        Process process = builder.start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Outcome(
                process.exitValue(),
                new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1));
    }
}
