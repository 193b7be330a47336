package bitwright.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Processor time of the calling thread, for `timings.json` alone.
final class ProcessorClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ProcessorClock() {}

    /// Seconds so far; 0 where the platform does not tell.
    static double seconds() {
        return THREADS.isCurrentThreadCpuTimeSupported()
                ? Math.max(0, THREADS.getCurrentThreadCpuTime()) * 1e-9
                : 0;
    }
}
