package bitwright.workload.scalesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleSimTopologyTest {
    private static final String HEADER =
            "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides, \n";

    @TempDir Path folder = Path.of("");

    /// The first layer of SCALE-Sim's ResNet-18: 110 x 110 outputs and 113,836,800 MACs, as its own
    /// report has them.
    @Test
    void convolutions() throws IOException {
        Network network = read(HEADER + "Conv1,224,224,7,7,3,64,2,\nConv2,56,28,3,1,64,32,1,\n\n");
        assertThat(network.name()).isEqualTo("net");
        LoopNest first = network.contractions().getFirst().nest();
        assertThat(first.extent(Dim.OY)).isEqualTo(110);
        assertThat(first.extent(Dim.OX)).isEqualTo(110);
        assertThat(first.macs()).isEqualTo(113_836_800);
        LoopNest second = network.contractions().get(1).nest();
        assertThat(second.extent(Dim.OY)).isEqualTo(54);
        assertThat(second.extent(Dim.OX)).isEqualTo(28);
        assertThat(network.parameters()).isEqualTo(64 * 3 * 49 + 32 * 64 * 3);
        assertThat(network.shapes()).containsEntry("Conv1:output", List.of(1, 64, 110, 110));
        assertThat(network.graph().edgeSet()).isEmpty();
    }

    @Test
    void matrixProducts() throws IOException {
        Network network = read("Layer, M, N, K,\nqk, 197, 64, 768,\n");
        assertThat(network.contractions().getFirst().nest())
                .isEqualTo(LoopNest.matrixProduct(1, 197, 64, 768));
        assertThat(network.macs()).isEqualTo(197L * 64 * 768);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing\n",
                HEADER,
                HEADER + "a,224,224,7,7,3,64,2\n",
                HEADER + "a,224,224,7,7,3,64,\n",
                HEADER + "a,224,224,7,7,3,64,2,2:4,\n",
                HEADER + "a,224,224,7,7,3,0,2,\n",
                HEADER + "a,224,224,7,7,3,-4,2,\n",
                HEADER + "a,224,224,7,7,3,99999999999,2,\n",
                HEADER + "a,224,224,7,7,3,6.5,2,\n",
                HEADER + "a,5,5,7,7,3,64,2,\n",
                HEADER + "convDP1,5,5,3,3,3,64,2,\n",
                HEADER + ",5,5,3,3,3,64,2,\n",
                HEADER + "a,5,5,3,3,3,64,2,\na,5,5,3,3,3,64,2,\n",
                "Layer, M, N, K,\nqk, 197, 64,\n"
            })
    void whatIsNotExactlyAsStatedIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("net.csv")
                .hasMessageContaining("Maybe")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void binaryAndMissingFilesAreRefused() throws IOException {
        Path file = folder.resolve("net.csv");
        assertThatThrownBy(() -> ScaleSimTopology.read(file))
                .isInstanceOf(ModelFileException.class);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> ScaleSimTopology.read(file))
                .isInstanceOf(ModelFileException.class);
    }

    private Network read(String text) throws IOException {
        return ScaleSimTopology.read(Files.writeString(folder.resolve("net.csv"), text));
    }
}
