/// Commands, files, clock, progress and exit codes; composes the rest with plain constructors.
module bitwright.cli {
    requires static org.jspecify;
    requires bitwright.reports;
    requires java.management;
    requires info.picocli;
    requires tools.jackson.databind;
    requires me.tongfei.progressbar;

    opens bitwright.cli to
            info.picocli;
}
