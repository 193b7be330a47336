package bitwright.cli;

/// Progress of one task; safe to step from several threads.
public interface Progress extends AutoCloseable {
    /// Shows nothing.
    Progress SILENT =
            new Progress() {
                @Override
                public void step() {}

                @Override
                public void close() {}
            };

    /// One more step is done.
    void step();

    /// The task is done.
    @Override
    void close();
}
