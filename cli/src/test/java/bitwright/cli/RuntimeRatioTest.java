package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The ratio of fp32 to eight bits on a processor without dot products of bytes: nothing was
/// fitted.
final class RuntimeRatioTest {
    @Test
    void everyMeasuredRatioIsPredictedWithinAQuarter() throws IOException {
        assertThat(RuntimeRatios.all()).hasSizeGreaterThan(10);
        for (RuntimeRatios.Ratio ratio : RuntimeRatios.all()) {
            assertThat(Math.abs(ratio.errorPercent())).as("%s", ratio).isLessThan(25);
        }
    }
}
