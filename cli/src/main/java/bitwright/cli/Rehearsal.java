package bitwright.cli;

import java.util.List;

/// What the launcher runs once so that the JVM sees which classes the start of commands needs: a
/// few short commands in one process. No command of its own.
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) {
        String machine = Arguments.root().resolve("hw-configs/t4.yaml").toString();
        for (List<String> command :
                List.of(
                        List.of("--help"),
                        List.of("simulate", "--help"),
                        List.of("simulate", "zoo:resnet18", "--machine", machine),
                        List.of("machines", machine),
                        List.of("formats"))) {
            String[] words = command.toArray(String[]::new);
            Main.commandLine(words).execute(words);
        }
    }
}
