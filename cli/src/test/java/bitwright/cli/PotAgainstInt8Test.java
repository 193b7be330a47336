package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.cli.PotRuns.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Computes the comparison and writes `docs/pot-against-int8.md`; the page is never typed.
final class PotAgainstInt8Test {
    private static final Path FILE =
            Path.of(System.getProperty("bitwright.root")).resolve("docs/pot-against-int8.md");

    @Test
    void thePageSaysWhatTheSimulatorSays() throws IOException {
        Runs resnet = PotRuns.on("resnet50");
        Runs vit = PotRuns.on("vit_b_16");
        claims(resnet, vit);
        String page = new PotPage(PotRuns.multipliers(), PotRuns.shifters(), resnet, vit).text();
        if (System.getProperty("golden", "check").equals("update")) {
            assertThat(System.getenv("CI"))
                    .as("continuous integration does not update golden files")
                    .isNull();
            Files.writeString(FILE, page);
        }
        assertThat(page)
                .as("docs/pot-against-int8.md; after a wanted change run with -Dgolden=update")
                .isEqualTo(Files.readString(FILE));
    }

    /// What the page says in words, whatever the numbers are.
    private static void claims(Runs resnet, Runs vit) throws IOException {
        double area = PotRuns.multipliers().units().getFirst().squareMicrometres().orElseThrow();
        assertThat(PotRuns.shifters().units().getFirst().squareMicrometres().orElseThrow())
                .as("equal area, not more")
                .isBetween(0.95 * area, area);
        for (Runs runs : new Runs[] {resnet, vit}) {
            var weights = PotGroup.WITH_WEIGHTS;
            long decoded = weights.cycles(runs.decoded());
            assertThat(weights.cycles(runs.int4())).isEqualTo(decoded);
            assertThat(weights.cycles(runs.shifted()))
                    .as("cheaper arithmetic changes no cycle where there are weights")
                    .isEqualTo(decoded);
            assertThat(weights.picojoules(runs.shifted()))
                    .isLessThan(weights.picojoules(runs.decoded()));
            assertThat(weights.cycles(runs.pot4())).isLessThan(decoded);
            assertThat(runs.pot4().result().energyJoules())
                    .isLessThan(runs.int8().result().energyJoules());
        }
        var attention = PotGroup.ATTENTION;
        assertThat(attention.cycles(resnet.int8())).isZero();
        assertThat(attention.cycles(vit.pot4()))
                .as("products of two activations are serial on shifters")
                .isGreaterThan(2 * attention.cycles(vit.int8()));
    }
}
