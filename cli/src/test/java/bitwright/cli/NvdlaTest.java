package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// ResNet-50 on NVIDIA's deep learning accelerator, from 32 to 2048 multipliers.
final class NvdlaTest {
    static List<NvdlaPoint> points() {
        return NvdlaPoint.TABLE;
    }

    @ParameterizedTest
    @MethodSource("points")
    void framesASecondAreThePublishedOnes(NvdlaPoint point) {
        assertThat(NvdlaRuns.framesPerSecond(point.machine()))
                .isCloseTo(point.framesPerSecond(), Percentage.withPercentage(10));
    }
}
