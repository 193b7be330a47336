package bitwright.workload.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Contraction;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Language models against published parameter counts and the usual formulas.
final class LanguageModelsTest {
    private static Network network(String name, int batch, Phase phase, int context) {
        return Zoo.network(name, new ZooSize(batch, phase, context));
    }

    /// As the models' files have them.
    @ParameterizedTest
    @CsvSource({
        "bert-base, 109482240",
        "llama2-7b, 6738415616",
        "llama2-13b, 13015864320",
        "llama2-70b, 68976648192",
        "llama3-8b, 8030261248",
        "opt-6.7b, 6658473984",
        "opt-13b, 12853473280",
        "opt-30b, 29974540288",
    })
    void parametersAreThePublishedOnes(String name, long parameters) {
        assertThat(Zoo.network(name, 1).parameters()).isEqualTo(parameters);
    }

    /// A prompt multiplies every weight by every token once; scores and weighted values are two
    /// products of `context²` for every layer.
    @Test
    void aPromptTakesTheUsualMultiplications() {
        long projections = 32L * (4L * 4096 * 4096 + 3L * 4096 * 11008);
        long attention = 32L * 2 * 4096 * 300 * 300;
        assertThat(network("llama2-7b", 3, Phase.PREFILL, 300).macs())
                .isEqualTo(3 * (300 * projections + attention + 4096L * 32000));
    }

    @Test
    void aStepTakesOneTokenOfEverySequence() {
        long projections = 80L * (2L * 8192 * 8192 + 2L * 8192 * 1024 + 3L * 8192 * 28672);
        long attention = 80L * 2 * 8192 * 1000;
        assertThat(network("llama2-70b", 5, Phase.DECODE, 1000).macs())
                .isEqualTo(5 * (projections + attention + 8192L * 32000));
    }

    /// Two numbers for every cached head, position and layer: 80 · 2 · 8 · 128 a token.
    @Test
    void theCacheIsWhatTheHeadsShare() {
        Network network = network("llama2-70b", 2, Phase.DECODE, 1000);
        long elements = network.caches().stream().mapToLong(network::elements).sum();
        assertThat(elements).isEqualTo(2L * 1000 * 80 * 2 * 8 * 128);
        List<Contraction> products =
                network.contractions().stream()
                        .filter(layer -> layer.inputs().size() == 2)
                        .toList();
        assertThat(products).hasSize(160);
        long read =
                products.stream().mapToLong(layer -> layer.nest().elements(Operand.WEIGHT)).sum();
        assertThat(read).isEqualTo(elements);
        assertThat(products).allMatch(layer -> network.caches().contains(layer.inputs().get(1)));
    }

    @Test
    void promptsFillTheSameCacheAndEncodersNone() {
        assertThat(network("llama3-8b", 1, Phase.PREFILL, 64).caches()).hasSize(64);
        assertThat(network("bert-base", 1, Phase.PREFILL, 64).caches()).isEmpty();
        assertThat(network("gpt3-layer", 1, Phase.DECODE, 64).contractions()).hasSize(8);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> network("llama2-7b", 1, Phase.DECODE, 4097))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("llama2-7b: the context must be 1 to 4096 tokens, not 4097.");
        assertThatThrownBy(() -> network("opt-30b", 0, Phase.DECODE, 1))
                .hasMessageContaining("the batch must be 1 to 65536, not 0");
        assertThatThrownBy(() -> network("bert-base", 1, Phase.DECODE, 1))
                .hasMessageContaining("no decode phase");
    }
}
