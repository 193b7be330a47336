package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.zoo.Phase;
import bitwright.workload.zoo.Zoo;
import bitwright.workload.zoo.ZooSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What networks keep in the outermost memory, counted by hand.
final class MemoryNeedTest {
    private static final Accelerator MACHINE =
            MachineReader.read(
                    Path.of(System.getProperty("bitwright.root"), "hw-configs/a100-80.yaml"));

    private static MemoryNeed need(Network network, NumberFormat cache) {
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            choices.put(layer.name(), MACHINE.precision("fp16afp16"));
        }
        return MemoryNeed.of(network, choices, cache, MACHINE);
    }

    /// All parameters at 16 bits; keys and values of 32 layers, 8 heads of 128, 500 tokens at 8.
    @Test
    void weightsAndCacheAreCountedInBits() {
        Network network = Zoo.network("llama3-8b", new ZooSize(1, Phase.DECODE, 500));
        MemoryNeed need = need(network, NumberFormat.parse("int8"));
        assertThat(need.weightBits()).isEqualTo(16 * 8_030_261_248L);
        assertThat(need.cacheBits()).isEqualTo(8L * 2 * 32 * 8 * 128 * 500);
    }

    /// The worst moment of a block's perceptron: the sum that waits, the gate, the other half and
    /// their product, each as wide as the hidden layer but for the sum.
    @Test
    void activationsAreThoseThatLiveAtOnce() {
        Network network = Zoo.network("llama3-8b", new ZooSize(1, Phase.PREFILL, 16));
        assertThat(need(network, NumberFormat.parse("fp16")).activationBits())
                .isEqualTo(16L * 16 * (4096 + 3 * 14336));
    }
}
