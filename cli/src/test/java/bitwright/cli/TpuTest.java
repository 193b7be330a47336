package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.cli.TpuWorkloads.Fractions;
import bitwright.cli.TpuWorkloads.Workload;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// The workloads of the TPU's paper: where the matrix unit's time goes.
final class TpuTest {
    /// Workloads whose published TOPS agree with the published counters; those of the LSTMs are
    /// half of what their useful cycles say.
    private static final List<String> CONSISTENT = List.of("MLP0", "MLP1", "CNN0");

    @Test
    void stallsAreThePublishedOnes() {
        for (Workload workload : TpuWorkloads.WORKLOADS) {
            Fractions fractions = TpuWorkloads.fractions(workload);
            double stall = workload.ofMatrixTime(workload.stallPercent());
            double shift = workload.ofMatrixTime(workload.shiftPercent());
            assertThat(fractions.stall()).as(workload.name()).isCloseTo(stall, within(0.1 * stall));
            assertThat(fractions.shift()).as(workload.name()).isCloseTo(shift, within(0.1 * shift));
            assertThat(fractions.active() + fractions.stall() + fractions.shift())
                    .isCloseTo(1, within(1e-3));
            if (CONSISTENT.contains(workload.name())) {
                assertThat(fractions.teraOperations())
                        .as(workload.name())
                        .isCloseTo(workload.teraOperations(), Percentage.withPercentage(10));
            }
        }
    }
}
