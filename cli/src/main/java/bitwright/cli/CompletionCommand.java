package bitwright.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bitwright completion bash`: what a shell needs to complete commands and options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description =
                "Prints a script that makes a shell complete commands, options and their values.",
        footer = {
            "",
            "Examples:",
            "  source <(bitwright completion bash)        # this session",
            "  bitwright completion bash > ~/.local/share/bash-completion/completions/bitwright",
            "  bitwright completion zsh >> ~/.zshrc       # by zsh's own reader of bash completions"
        })
final class CompletionCommand implements Callable<Integer> {
    /// What reads the script.
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    @Mixin private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        String script = AutoComplete.bash("bitwright", Main.wholeCommandLine());
        Terminal terminal = output.terminal();
        if (output.json) {
            terminal.result(
                    JsonText.print(
                            JsonText.of("completion")
                                    .put("shell", shell.toString())
                                    .put("script", script)));
        } else {
            terminal.result(script.stripTrailing());
        }
        return 0;
    }
}
