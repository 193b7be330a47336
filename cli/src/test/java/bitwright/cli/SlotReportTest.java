package bitwright.cli;

import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report;
import bitwright.reports.Report.LayerRow;
import bitwright.reports.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Power-of-two weights on HVX come out slower than 8-bit integers, and every form of the report
/// says which slot of the packets makes them so.
final class SlotReportTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String LAYER = "layer2.1.conv1";

    @TempDir Path folder = Path.of("");

    private record Ran(String console, Report report, String markdown, String page) {
        long busy(String resource) {
            return Objects.requireNonNull(report.totals().busyCycles().get(resource), resource);
        }

        LayerRow layer() {
            return report.layers().stream()
                    .filter(layer -> layer.name().equals(LAYER))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Ran simulated(String precision) throws IOException {
        Path place = folder.resolve(precision);
        CommandRun ran =
                run(
                        "simulate",
                        "zoo:resnet18",
                        "-m",
                        ROOT.resolve("hw-configs/hexagon-v66.yaml").toString(),
                        "-p",
                        precision,
                        "-o",
                        place.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        return new Ran(
                ran.out(),
                ReportJson.read(place.resolve("report.json")),
                Files.readString(place.resolve("report.md")),
                Files.readString(place.resolve("report.html")));
    }

    @Test
    void theReportSaysWhichSlotMakesPowersOfTwoSlower() throws IOException {
        Ran products = simulated("w8a8");
        Ran shifts = simulated("pot4a8");
        assertThat(shifts.report().totals().cycles())
                .isGreaterThan(2 * products.report().totals().cycles());
        // What binds: the one shift slot; with products it is nearly idle.
        assertThat(shifts.layer().bottleneck()).isEqualTo("hvx shift");
        assertThat(products.layer().bottleneck()).isNotEqualTo("hvx shift").startsWith("hvx ");
        assertThat(shifts.busy("hvx shift"))
                .isGreaterThan(shifts.busy("hvx multiply"))
                .isGreaterThan(shifts.busy("hvx issue width"))
                .isGreaterThan(20 * products.busy("hvx shift"));
        // A packet has one shift: nearly every packet is there for it.
        assertThat(shifts.busy("hvx packets"))
                .isBetween(shifts.busy("hvx shift"), shifts.busy("hvx shift") * 21 / 20);
        for (Ran ran : new Ran[] {products, shifts}) {
            assertThat(ran.busy("hvx packets")).isLessThanOrEqualTo(ran.busy("hvx"));
            long layers =
                    ran.report().layers().stream()
                            .mapToLong(layer -> layer.busyCycles().getOrDefault("hvx shift", 0L))
                            .sum();
            assertThat(ran.busy("hvx shift")).isEqualTo(layers);
        }
        assertThat(line(shifts.console(), LAYER)).endsWith("hvx shift");
        assertThat(line(products.console(), LAYER)).doesNotContain("shift");
        assertThat(line(shifts.console(), "busy cycles: ")).contains("hvx shift", "hvx packets");
        assertThat(line(products.console(), "busy cycles: ")).contains("hvx packets");
        assertThat(shifts.markdown()).contains("| hvx shift | ", "| hvx packets | ");
        assertThat(shifts.page()).contains("\"bottleneck\":\"hvx shift\"");
    }

    private static String line(String text, String start) {
        return text.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }
}
