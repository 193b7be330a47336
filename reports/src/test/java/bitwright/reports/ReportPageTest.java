package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.reports.Report.LayerRow;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Opens the page in a browser without a window and reads back what it shows; left out where there
/// is no Chromium.
class ReportPageTest {
    private static final Pattern ROW =
            Pattern.compile("<tr id=\"layer-\\d+\">(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<td[^>]*>(.*?)</td>", Pattern.DOTALL);

    @TempDir private Path folder;

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void theBrowserShowsEveryLayerAsTheTextReportsDo(Report report) throws Exception {
        String page = shown(report);
        var rows = new ArrayList<List<String>>();
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            rows.add(
                    CELL.matcher(row.group(1)).results().map(cell -> text(cell.group(1))).toList());
        }
        assertThat(rows).hasSize(report.layers().size());
        for (int index = 0; index < rows.size(); index++) {
            assertThat(rows.get(index)).isEqualTo(expected(report.layers().get(index)));
        }
        String title = report.model().name() + " on " + report.machine().name();
        assertThat(text(between(page, "<h1 id=\"title\">", "</h1>")))
                .isEqualTo(PlainText.oneLine(title));
        assertThat(page).contains(Units.seconds(report.totals().latencySeconds()));
        long charts = page.split("<svg ", -1).length - 1L;
        assertThat(charts).isEqualTo(report.layers().isEmpty() ? 0 : 3);
    }

    private static List<String> expected(LayerRow layer) {
        Double loss = layer.loss();
        return List.of(
                PlainText.shortened(PlainText.oneLine(layer.name()), 30),
                layer.op(),
                layer.precision().equals("-") ? "" : layer.precision(),
                Units.count(layer.macs()),
                Units.count(layer.cycles()),
                Units.count(layer.boundCycles()),
                Units.picojoules(layer.energyPicojoules()),
                layer.macs() == 0 ? "" : Units.percent(layer.utilization()),
                loss == null ? "" : Units.number(loss),
                Units.bits(layer.weightBits()),
                Units.bits(layer.outerTrafficBits()),
                layer.bottleneck());
    }

    private String shown(Report report) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "left out: there is no Chromium here.");
        Path page = Files.writeString(folder.resolve("report.html"), ReportHtml.text(report));
        Path output = folder.resolve("shown.html");
        Process process =
                new ProcessBuilder(
                                browser.orElseThrow().toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--user-data-dir=" + folder.resolve("profile"),
                                "--virtual-time-budget=2000",
                                "--dump-dom",
                                page.toUri().toString())
                        .redirectOutput(output.toFile())
                        .redirectError(folder.resolve("log.txt").toFile())
                        .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the browser did not end.");
        }
        return Files.readString(output);
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path ->
                        Stream.of("chromium", "chromium-browser").map(Path.of(path)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String between(String page, String start, String end) {
        int from = page.indexOf(start) + start.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String text(String markup) {
        return markup.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", "\u00a0")
                .replace("&amp;", "&");
    }
}
