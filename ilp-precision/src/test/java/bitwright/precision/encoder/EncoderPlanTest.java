package bitwright.precision.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import bitwright.precision.encoder.EncoderPlans.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Plans of a real encoder (all-MiniLM-L6-v2, 90 MB) against uniform widths of the same memory;
/// writes the page. Runs with `-Dplanner=full`, whose profile has the model.
@EnabledIfSystemProperty(named = "planner", matches = "full")
final class EncoderPlanTest {
    private static final Path PAGE =
            Path.of(System.getProperty("bitwright.root"), "docs/encoder-plans.md");

    @Test
    void plansOfARealEncoderAreNearerToItThanUniformWidthsOfTheirMemory()
            throws IOException, OrtException {
        List<Row> rows = new ArrayList<>();
        try (EncoderPlans plans = new EncoderPlans()) {
            assertThat(plans.matrices()).isEqualTo(36);
            assertThat(plans.couplings()).isEqualTo(6);
            for (int width : new int[] {8, 6, 5, 4}) {
                Row uniform = plans.uniform(width);
                Row planned = plans.planned(plans.kib(width));
                assertThat(planned.kib()).isLessThanOrEqualTo(uniform.kib());
                assertThat(planned.loss()).isLessThanOrEqualTo(uniform.loss());
                rows.add(uniform);
                assertThat(planned.meanCosine())
                        .isGreaterThanOrEqualTo(uniform.meanCosine() - 1e-6);
                rows.add(planned);
            }
            rows.add(plans.planned(plans.kib(4.5)));
        }
        String page =
                "# Plans of a real encoder\n\nWritten by `EncoderPlanTest`; `mvn verify -Dplanner=full -Dgolden=update` rewrites it. all-MiniLM-L6-v2 (Apache-2.0; its 36 weight matrices, query, key and value of a block tied; activations, embedding table and the rest stay floats), symmetric integers with a scale for each output channel. Loss: the sum over matrices of 1 − the mean cosine of the embeddings with those of the float network, one matrix quantized, on 12 sentences; cosines of the network with all matrices quantized, on 24 other sentences. Every plan is proven best for its table.\n\n"
                        + "| weights | KiB | predicted loss | mean cosine | least cosine |\n|---|---:|---:|---:|---:|\n"
                        + rows.stream().map(Row::markdown).collect(Collectors.joining("\n"))
                        + "\n";
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI"))
                    .as("continuous integration does not update golden files")
                    .isNull();
            Files.writeString(PAGE, page);
        }
        assertThat(comparable(Files.readString(PAGE))).isEqualTo(comparable(page));
    }

    /// Losses and cosines may move in their last digits on another processor.
    private static String comparable(String page) {
        return page.lines()
                .map(line ->
                        line.startsWith("| ") && !line.startsWith("| w")
                                ? line.replaceAll("0\\.[0-9]+", "#")
                                : line)
                .collect(Collectors.joining("\n"));
    }
}
