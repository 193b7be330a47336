package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hashes are of what was read: weights beside a model count.
final class SourceHashTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    @TempDir private Path folder = Path.of("");

    /// The bytes of a model `y = MatMul(x, w)` of 1 x 2 by 2 x 2 whose weights lie in
    /// `weights.bin`, as protocol buffers write them.
    private static byte[] model() {
        byte[] weight =
                join(
                        number(1, 2),
                        number(1, 2),
                        number(2, 1),
                        text(8, "w"),
                        bytes(13, join(text(1, "location"), text(2, "weights.bin"))),
                        number(14, 1));
        byte[] node =
                join(text(1, "x"), text(1, "w"), text(2, "y"), text(3, "n"), text(4, "MatMul"));
        byte[] graph =
                join(
                        bytes(1, node),
                        text(2, "g"),
                        bytes(5, weight),
                        bytes(11, value("x")),
                        bytes(12, value("y")));
        return join(number(1, 8), bytes(7, graph), bytes(8, number(2, 13)));
    }

    private static byte[] value(String name) {
        byte[] shape = join(bytes(1, number(1, 1)), bytes(1, number(1, 2)));
        byte[] tensor = join(number(1, 1), bytes(2, shape));
        return join(text(1, name), bytes(2, bytes(1, tensor)));
    }

    private static byte[] number(int field, int value) {
        return new byte[] {(byte) (field << 3), (byte) value};
    }

    private static byte[] text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int field, byte[] value) {
        int length = value.length;
        byte[] header =
                length < 128
                        ? new byte[] {(byte) (field << 3 | 2), (byte) length}
                        : new byte[] {
                            (byte) (field << 3 | 2),
                            (byte) (length & 127 | 128),
                            (byte) (length >> 7)
                        };
        return join(header, value);
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            int before = all.length;
            all = Arrays.copyOf(all, before + part.length);
            System.arraycopy(part, 0, all, before, part.length);
        }
        return all;
    }

    private String hash(byte[] weights) {
        try {
            Files.write(folder.resolve("weights.bin"), weights);
            return ModelSource.load(folder.resolve("net.onnx").toString(), 1).sha256();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Test
    void otherWeightsBesideAModelAreAnotherModel() throws IOException {
        Files.write(folder.resolve("net.onnx"), model());
        String zeros = hash(new byte[16]);
        assertThat(hash(new byte[16])).isEqualTo(zeros);
        byte[] other = new byte[16];
        other[3] = 64;
        assertThat(hash(other)).isNotEqualTo(zeros);
    }

    @Test
    void theHashOfAMachineIsThatOfItsFile() throws IOException {
        Path file = ROOT.resolve("hw-configs").resolve("t4.yaml");
        assertThat(MachineSource.load(file).sha256())
                .isEqualTo(Hashes.sha256(Files.readAllBytes(file)));
    }
}
