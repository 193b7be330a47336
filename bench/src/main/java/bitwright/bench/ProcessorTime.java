package bitwright.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Processor time of the measuring thread beside the elapsed time: on a shared machine it is the
/// steadier of the two. Of no use where a benchmark works on other threads too.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Calls in this iteration; the benchmark counts them.
    public long calls;

    /// Processor time of this iteration.
    public double processorMicroseconds;

    private long start;

    /// Processor time of this thread so far.
    static double microseconds() {
        return THREADS.getCurrentThreadCpuTime() / 1e3;
    }

    /// Begins an iteration.
    @Setup(Level.Iteration)
    public void begin() {
        calls = 0;
        start = THREADS.getCurrentThreadCpuTime();
    }

    /// Ends an iteration.
    @TearDown(Level.Iteration)
    public void end() {
        processorMicroseconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e3;
    }
}
