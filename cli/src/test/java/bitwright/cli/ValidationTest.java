package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Network;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Computes every anchor and writes `docs/validation.md`; the page is never typed.
final class ValidationTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private final AnchorRows rows = new AnchorRows();

    @TempDir private Path folder;

    @Test
    void everyAnchorHoldsAndThePageSaysSo() throws IOException {
        zoo(rows);
        ArrayAnchors.scaleSim(rows, folder);
        ArrayAnchors.timeloop(rows);
        ChipAnchors.eyeriss(rows);
        ChipAnchors.tpu(rows);
        ChipAnchors.nvdla(rows);
        PeakAnchors.peaks(rows);
        GpuAnchors.rows().forEach(rows::near);
        LanguageAnchors.rows().forEach(rows::near);
        PhoneAnchors.phone(rows);
        PhoneAnchors.runtimeRatios(rows);
        ComponentAnchors.rows().forEach(rows::near);
        AccuracyAnchors.accuracy(rows);
        String page =
                "# Validation\n\nWritten by `ValidationTest`; `mvn verify -Dgolden=update` rewrites it. Each row is an anchor that the tests hold.\n\n"
                        + "| anchor | expected | obtained | error | allowed | source |\n|---|---|---|---|---|---|\n"
                        + rows.text()
                        + "\n\n`ArrayTimingTest` holds the closed form of systolic arrays equal to arrays that are moved register by register, in cycles and in every output, on some 5,000 random products: outputs, weights or inputs stay, folds overlap or not, multipliers or shifters.\n\nPlans against uniform precisions and random plans on all test images: `docs/planner-against-random.md`; plans of a real encoder: `docs/encoder-plans.md`; integers and powers of two mixed: `docs/mixed-schemes.md`.\n\nNot validated: energy but for Eyeriss; single layers on DSPs; A100-40, A6000, Hexagon v66 and v68, Cortex-A53 and A76, Neoverse V1 and the Xeon, of which no row says anything; the H200 by measurements of our own (not measured). TPUv1's CNN1 is left out, as its shapes are not published. There, latencies and energies follow from the formulas and sources of the machine files and `docs/assumptions.md`, and from nothing measured.\n";
        Path file = ROOT.resolve("docs/validation.md");
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI"))
                    .as("continuous integration does not update golden files")
                    .isNull();
            Files.writeString(file, page);
            Files.writeString(AnchorMachinesTest.FILE, AnchorMachines.json(page));
        }
        assertThat(comparable(Files.readString(file))).isEqualTo(comparable(page));
    }

    /// Accuracies may move by an image where another processor rounds floats in another order; the
    /// limits of their rows are checked all the same.
    private static String comparable(String page) {
        return page.lines()
                .map(line ->
                        line.startsWith("| ResNet-8") ? line.replaceAll("[0-9.-]+", "#") : line)
                .collect(Collectors.joining("\n"));
    }

    private static void zoo(AnchorRows rows) {
        Map<String, long[]> published = new LinkedHashMap<>();
        published.put("resnet18", new long[] {11_689_512, 1_814_073_344});
        published.put("resnet50", new long[] {25_557_032, 4_089_184_256L});
        published.put("mobilenet_v2", new long[] {3_504_872, 300_774_272});
        published.put("vit_b_16", new long[] {86_567_656, 17_563_828_224L});
        published.forEach((name, counts) -> {
            Network network = Zoo.network(name, 1);
            rows.exact(name + " parameters", counts[0], network.parameters(), "torchvision 0.14.1");
            rows.exact(
                    name + " MACs at 224 × 224",
                    counts[1],
                    network.macs(),
                    "torchvision 0.14.1, exported at opset 13");
        });
    }
}
