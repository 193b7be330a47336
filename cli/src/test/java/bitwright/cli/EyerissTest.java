package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.cli.EyerissChip.Layer;
import bitwright.sim.cost.LayerCost;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// The fabricated chip: times, traffic and power of AlexNet's layers.
final class EyerissTest {
    /// MAESTRO's error on the same five layers.
    private static final double MAESTRO_MEAN_PERCENT = 4.0;

    @Test
    void everyLayerIsNearTheChip() {
        double sum = 0;
        for (Layer layer : EyerissChip.LAYERS) {
            assertThat(EyerissChip.illegalities(layer)).as(layer.name()).isEmpty();
            LayerCost cost = EyerissChip.processing(layer);
            double error = EyerissChip.milliseconds(cost) / layer.milliseconds() - 1;
            sum += 100 * Math.abs(error);
            assertThat(100 * error).as("%s, time", layer.name()).isCloseTo(0, within(10.0));
            assertThat(EyerissChip.bufferMegabytes(cost))
                    .as("%s, global buffer", layer.name())
                    .isCloseTo(layer.bufferMegabytes(), Percentage.withPercentage(15));
            assertThat(EyerissChip.dramMegabytes(layer, cost))
                    .as("%s, outer memory", layer.name())
                    .isCloseTo(layer.dramMegabytes(), Percentage.withPercentage(15));
            assertThat(EyerissChip.milliwatts(layer, cost))
                    .as("%s, power", layer.name())
                    .isCloseTo(layer.milliwatts(), Percentage.withPercentage(20));
        }
        assertThat(sum / EyerissChip.LAYERS.size()).isLessThan(MAESTRO_MEAN_PERCENT);
    }

    /// Active elements as the paper counts them.
    @Test
    void asManyElementsWorkAsThePaperSays() {
        int[] active = {154, 135, 156, 156, 156};
        for (int index = 0; index < active.length; index++) {
            Layer layer = EyerissChip.LAYERS.get(index);
            LayerCost cost = EyerissChip.processing(layer);
            double busy = cost.busyCycles().getOrDefault("elements", 0L);
            assertThat(layer.nest().macs() / busy)
                    .as(layer.name())
                    .isCloseTo(active[index], Percentage.withPercentage(2));
        }
    }
}
