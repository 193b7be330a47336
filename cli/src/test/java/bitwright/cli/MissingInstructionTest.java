package bitwright.cli;

import static bitwright.cli.CommandRun.refused;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A precision that a machine has no instruction for: one line with the rows that there are and the
/// nearest precision that every layer can take, exit code 2.
final class MissingInstructionTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zoo:resnet18 | pot-array-16x16 | fp8e4m3afp8e4m3 | for fp8e4m3afp8e4m3. Maybe w8a8; it has apot4a8,",
                "zoo:resnet18 | tpu-v1 | w4a8 | for w4a8. Maybe w8a8; it has w8a8.",
                "zoo:resnet18 | nvdla-128 | w4a4 | for w4a4. Maybe w8a8; it has w8a8.",
                "zoo:resnet18 | hexagon-v66 | fp16afp16 | for fp16afp16. Maybe w8a8; it has pot3a4,",
                "zoo:resnet18 | cortex-a73 | pot4a8 | for pot4a8. Maybe w8a8; it has fp32afp32, w8a8.",
                "zoo:resnet18 | h100-sxm | w4a4 | for w4a4. Maybe w4a8; it has bf16abf16,",
                // The machine has the row, but not for what some layer makes of it.
                "zoo:resnet18 | hexagon-v66 | w8a16 | for weights of int8 and activations of uint16,"
                        + " which layer 'layer1.0.conv1' needs at w8a16. Maybe w8a8; it has pot3a4,",
                "zoo:vit_b_16 | hexagon-v66 | w8a16 | as both its operands are activations. Maybe w8a8;"
            })
    void theLineListsTheRowsAndTheNearest(
            String model, String machine, String precision, String words) {
        String file = ROOT.resolve("hw-configs/" + machine + ".yaml").toString();
        refused(
                2,
                words.strip(),
                "simulate",
                model.strip(),
                "-m",
                file.strip(),
                "-p",
                precision.strip());
    }
}
