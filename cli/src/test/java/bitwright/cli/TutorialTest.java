package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of `docs/tutorial.md`, one after the other, against the output that the page shows.
/// `-Dgolden=update` writes the output into the page.
final class TutorialTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final Path PAGE = ROOT.resolve("docs/tutorial.md");
    private static final Pattern BLOCK =
            Pattern.compile("```console\n\\$ bitwright ([^\n]+)\n(.*?)```", Pattern.DOTALL);

    @TempDir Path folder = Path.of("");

    @Test
    void everyCommandPrintsWhatThePageShows() throws IOException {
        Files.copy(ROOT.resolve("models/fashion-resnet8.onnx"), folder.resolve("network.onnx"));
        String page = Files.readString(PAGE);
        List<String> commands = new ArrayList<>();
        String printed =
                BLOCK.matcher(page)
                        .replaceAll(block -> {
                            commands.add(block.group(1));
                            return Matcher.quoteReplacement(block(block));
                        });
        assertThat(commands).hasSizeGreaterThan(5);
        if (System.getProperty("golden", "").equals("update")) {
            Files.writeString(PAGE, printed);
        }
        assertThat(Files.readString(PAGE))
                .as("run with -Dgolden=update after reading what changed")
                .isEqualTo(printed);
    }

    private String block(MatchResult block) {
        String[] arguments = block.group(1).split(" ");
        for (int index = 0; index < arguments.length; index++) {
            arguments[index] =
                    placed(arguments[index], index > 0 && arguments[index - 1].equals("-o"));
        }
        CommandRun ran = CommandRun.run(arguments);
        assertThat(ran.code()).as("%s: %s", block.group(1), ran.err()).isZero();
        String out =
                ran.out()
                        .replace(ROOT + "/", "")
                        .replace(folder + "/", "")
                        .lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"));
        return "```console\n$ bitwright "
                + block.group(1)
                + "\n"
                + (out.isEmpty() ? "" : out + "\n")
                + "```";
    }

    /// A path where the test has it: what comes with Bitwright in its folder, the rest in ours.
    private String placed(String argument, boolean written) {
        if (argument.startsWith("hw-configs/") || argument.startsWith("models/")) {
            return ROOT.resolve(argument).toString();
        }
        return written || Files.exists(folder.resolve(argument))
                ? folder.resolve(argument).toString()
                : argument;
    }
}
