package bitwright.cli;

import picocli.CommandLine.Option;

/// What of a result is printed, and how.
class OutputOptions {
    @Option(names = "--json", description = "Print the result as JSON on standard output.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress, no tables.")
    boolean quiet;

    /// Where this command talks.
    Terminal terminal() {
        return Terminal.found(quiet || json);
    }
}
