package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.cli.TpuWorkloads.Fractions;
import bitwright.cli.TpuWorkloads.Workload;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// The workloads of the TPU's paper: where the matrix unit's time goes.
final class TpuTest {
    @Test
    void stallsAreThePublishedOnes() {
        for (Workload workload : TpuWorkloads.WORKLOADS) {
            Fractions fractions = TpuWorkloads.fractions(workload);
            double stall = workload.ofMatrixTime(workload.stallPercent());
            double shift = workload.ofMatrixTime(workload.shiftPercent());
            assertThat(fractions.stall())
                    .as(workload.name())
                    .isCloseTo(stall, within(stall == 0 ? 0.1 : 0.1 * stall));
            assertThat(fractions.shift())
                    .as(workload.name())
                    .isCloseTo(shift, within(shift == 0 ? 0.1 : 0.1 * shift));
            assertThat(fractions.active() + fractions.stall() + fractions.shift())
                    .isCloseTo(1, within(1e-3));
            assertThat(workload.ofAllTime(fractions.teraOperations()))
                    .as(workload.name())
                    .isCloseTo(
                            workload.teraOperations(),
                            Percentage.withPercentage(workload.mostTeraErrorPercent()));
        }
    }
}
