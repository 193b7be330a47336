package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A command as a user runs it, in this process.
///
/// @param code the exit code
record CommandRun(int code, String out, String err) {
    static CommandRun run(String... arguments) {
        PrintStream before = System.out;
        PrintStream beforeErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StringWriter complaints = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code =
                    Main.commandLine(arguments)
                            .setErr(new PrintWriter(complaints, true))
                            .execute(arguments);
            return new CommandRun(
                    code,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8) + complaints);
        } finally {
            System.setOut(before);
            System.setErr(beforeErr);
        }
    }

    /// Runs what must be refused with one line that holds a word.
    static void refused(int code, String word, String... arguments) {
        CommandRun ran = run(arguments);
        assertThat(ran.code()).as("%s: %s", List.of(arguments), ran.err()).isEqualTo(code);
        List<String> lines =
                ran.err().lines().filter(line -> line.startsWith("bitwright: ")).toList();
        assertThat(lines).as(ran.err()).hasSize(1);
        assertThat(lines.getFirst()).contains(word);
        assertThat(ran.err()).doesNotContain("\tat ");
    }
}
