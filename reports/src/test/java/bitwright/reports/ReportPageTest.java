package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Opens the page in a browser without a window, clicks, and reads back what it shows; left out
/// where there is no Chromium.
class ReportPageTest {
    /// Every number that the page shows, and the texts beside them, layer by layer.
    private static final String ALL =
            """
            (() => {
              const numbers = new Map(), texts = [];
              const read = root => {
                root.querySelectorAll("data").forEach(node => {
                  const entry = [node.dataset.of, node.dataset.as, node.textContent, node.value];
                  numbers.set(entry.join(), entry);
                });
                const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                  const parent = walk.currentNode.parentElement;
                  if (!parent.closest("data, svg, script, style, noscript, .tip")) texts.push(walk.currentNode.data);
                }
              };
              read(document.body);
              const choose = document.querySelector("#layer select");
              for (const option of choose?.options ?? []) {
                choose.value = option.value;
                choose.dispatchEvent(new Event("change"));
                read(document.getElementById("layer"));
              }
              document.querySelectorAll("#front button").forEach(button => { button.click(); read(document.querySelector("#front .picked")); });
              return { numbers: [...numbers.values()], texts: [...new Set(texts)] };
            })()
            """;

    private static final String OPTION =
            "echarts.getInstanceByDom(document.querySelector('#%s .chart')).getOption().series";

    @TempDir private static Path folder;
    private static @Nullable Browser shared;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "left out: there is no Chromium here.");
        shared = new Browser(program.orElseThrow(), folder);
        shared.look(false, false, 1280, 900);
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
    }

    private static Browser browser() {
        if (shared == null) {
            throw new IllegalStateException("the browser was not started.");
        }
        return shared;
    }

    private static void open(String page) throws IOException, InterruptedException {
        browser().open(Files.writeString(folder.resolve("report.html"), page));
    }

    private static JsonNode tree(Report report) {
        return new JsonMapper().readTree(ReportJson.text(report));
    }

    /// Every number of a report by its pointer.
    private static Map<String, JsonNode> numbers(JsonNode node, String pointer) {
        var numbers = new LinkedHashMap<String, JsonNode>();
        if (node.isNumber()) {
            numbers.put(pointer, node);
        }
        if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                numbers.putAll(numbers(node.get(index), pointer + "/" + index));
            }
        }
        node.propertyNames()
                .forEach(name -> {
                    String key = name.replace("~", "~0").replace("/", "~1");
                    numbers.putAll(numbers(node.get(name), pointer + "/" + key));
                });
        return numbers;
    }

    /// Every text of a report, keys among them.
    private static void texts(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.asString());
        }
        node.propertyNames().forEach(texts::add);
        node.forEach(inner -> texts(inner, texts));
    }

    private static String written(JsonNode value, String as) {
        double number = value.asDouble();
        return switch (as) {
            case "seconds" -> Units.seconds(number);
            case "joules" -> Units.joules(number);
            case "picojoules" -> Units.picojoules(number);
            case "hertz" -> Units.hertz(value.asLong());
            case "bits" -> Units.bits(value.asLong());
            case "squareMicrometres" -> Units.squareMicrometres(number);
            case "count" -> Units.count((long) number);
            case "percent" -> Units.percent(number);
            case "number" -> Units.number(number);
            case "times" -> Units.times(number);
            case "plain" -> value.asString();
            case "gap" -> Sentences.gap(number);
            case "shortGap" -> Sentences.shortGap(number);
            default -> throw new AssertionError(as + " is no format of the page.");
        };
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void thePageShowsEveryNumberOfTheReportAndNoOther(Report report) throws Exception {
        open(ReportHtml.text(report));
        JsonNode shown = browser().value(ALL);
        Map<String, JsonNode> expected = numbers(tree(report), "");
        var seen = new TreeSet<String>();
        for (JsonNode entry : shown.path("numbers")) {
            String pointer = entry.get(0).asString();
            JsonNode value = expected.get(pointer);
            assertThat(value).as(pointer).isNotNull();
            if (value != null) {
                assertThat(entry.get(2).asString())
                        .as(pointer)
                        .isEqualTo(written(value, entry.get(1).asString()));
                assertThat(Double.parseDouble(entry.get(3).asString()))
                        .as(pointer)
                        .isEqualTo(value.asDouble());
            }
            seen.add(pointer);
        }
        var missing = new TreeSet<>(expected.keySet());
        missing.removeAll(seen);
        assertThat(missing).as("numbers that the page does not show").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void noDigitStandsOutsideANumberOrATextOfTheReport(Report report) throws Exception {
        open(ReportHtml.text(report));
        var known = new ArrayList<>(List.of("Top-1", "top-1", "SHA-256"));
        texts(tree(report), known);
        var parts = new ArrayList<String>();
        for (String text : known) {
            for (String line : text.split("\n", -1)) {
                parts.add(PlainText.oneLine(line.strip()));
            }
            parts.add(PlainText.oneLine(text));
        }
        parts.sort(Comparator.comparingInt(String::length).reversed());
        for (JsonNode node : browser().value(ALL).path("texts")) {
            String rest = node.asString();
            for (String part : parts) {
                rest = part.isEmpty() ? rest : rest.replace(part, "");
            }
            // Of names that are shortened in their middle both ends are left.
            boolean shortened = node.asString().contains("…");
            assertThat(shortened ? "" : rest).as(node.asString()).doesNotContainPattern("\\d");
        }
    }

    @Test
    void chartsHoldTheNumbersOfTheReport() throws Exception {
        Report report = Samples.resnet8();
        open(ReportHtml.text(report));
        for (JsonNode series : browser().value(OPTION.formatted("time"))) {
            String name = series.path("name").asString();
            for (int index = 0; index < report.layers().size(); index++) {
                Report.LayerRow layer = report.layers().get(index);
                long cycles =
                        name.equals("bound")
                                ? layer.boundCycles()
                                : layer.cyclesByCause().getOrDefault(name, 0L);
                assertThat(series.path("data").get(index).asLong())
                        .as(name + " of " + layer.name())
                        .isEqualTo(cycles);
            }
        }
        for (JsonNode series : browser().value(OPTION.formatted("energy"))) {
            String name = series.path("name").asString();
            for (int index = 0; index < report.layers().size(); index++) {
                Report.LayerRow layer = report.layers().get(index);
                assertThat(series.path("data").get(index).asDouble())
                        .as(name + " of " + layer.name())
                        .isEqualTo(layer.energyPicojoulesByComponent().getOrDefault(name, 0.0));
            }
        }
    }

    @Test
    void noTwoOfTheNamesOfAChartShareAColour() throws Exception {
        open(ReportHtml.text(Samples.resnet8()));
        for (String chart : List.of("time", "energy")) {
            var colours = new ArrayList<String>();
            browser()
                    .value(OPTION.formatted(chart))
                    .forEach(series ->
                            colours.add(series.path("itemStyle").path("color").asString()));
            assertThat(colours).as(chart).hasSizeGreaterThan(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void theGraphHasEveryLayerOnceInTheColourOfItsFormat() throws Exception {
        Report report = Samples.resnet8();
        open(ReportHtml.text(report));
        var shown = new LinkedHashMap<String, String>();
        for (JsonNode series : browser().value(OPTION.formatted("plan"))) {
            if (series.path("type").asString().equals("scatter")) {
                String name = series.path("name").asString();
                series.path("data")
                        .forEach(dot ->
                                shown.put(
                                        dot.path("name").asString(),
                                        name.equals("no format") ? "-" : name));
            }
        }
        var expected = new LinkedHashMap<String, String>();
        report.layers().forEach(layer -> expected.put(layer.name(), layer.precision()));
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void aClickOnThePointOfTheFrontShowsItsPlan() throws Exception {
        Report report = Samples.resnet8();
        open(ReportHtml.text(report));
        JsonNode place =
                browser()
                        .value(
                                """
                                (() => {
                                  const box = document.querySelector("#front .chart");
                                  box.scrollIntoView({ block: "center" });
                                  const chart = echarts.getInstanceByDom(box);
                                  const at = chart.convertToPixel({ seriesIndex: 0 }, chart.getOption().series[0].data[0].value);
                                  const { left, top } = box.getBoundingClientRect();
                                  return [left + at[0], top + at[1]];
                                })()
                                """);
        browser().click(place.get(0).asDouble(), place.get(1).asDouble());
        JsonNode strip =
                browser()
                        .value(
                                "[...document.querySelectorAll('#front .strip span')].map(cell => cell.textContent)");
        Report.Front front = Objects.requireNonNull(report.plan()).front();
        var shown = new ArrayList<String>();
        strip.forEach(cell -> shown.add(cell.asString()));
        assertThat(front).isNotNull();
        if (front != null) {
            assertThat(shown).isEqualTo(front.points().getFirst().choices());
        }
    }

    @Test
    void keysAloneReachALayersSchedule() throws Exception {
        Report report = Samples.resnet8();
        open(ReportHtml.text(report));
        browser().value("document.querySelector('#time .chart').focus()");
        for (int turn = 0; turn < 3; turn++) {
            browser().press("ArrowRight");
        }
        browser().press("Enter");
        Report.LayerRow third = report.layers().get(2);
        assertThat(browser().value("document.querySelector('#layer .name').textContent").asString())
                .isEqualTo(third.name());
        var lines = new ArrayList<String>();
        browser()
                .value(
                        "[...document.querySelectorAll('#layer .tree code')].map(line => line.textContent)")
                .forEach(line -> lines.add(line.asString()));
        assertThat(lines).isEqualTo(third.schedule().lines().map(String::strip).toList());
        assertThat(browser().value("document.activeElement.className").asString())
                .isEqualTo("chart");
    }

    @Test
    void theThemeIsTheSystemsUntilTheReaderChooses() throws Exception {
        open(ReportHtml.text(Samples.resnet8()));
        String background = "getComputedStyle(document.body).backgroundColor";
        String light = browser().value(background).asString();
        browser().look(true, false, 1280, 900);
        String dark = browser().value(background).asString();
        assertThat(dark).isNotEqualTo(light);
        browser().value("document.getElementById('theme').click()");
        assertThat(browser().value(background).asString()).isEqualTo(light);
        browser().look(false, false, 1280, 900);
        browser().value("document.getElementById('theme').click()");
        assertThat(browser().value(background).asString()).isEqualTo(dark);
    }

    @Test
    void fourHundredLayersAreDrawnWithinTheWindow() throws Exception {
        open(ReportHtml.text(Samples.fourHundredLayers()));
        assertThat(browser().value("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(1280);
        assertThat(browser().value("document.querySelectorAll('#layers tbody tr').length").asInt())
                .isEqualTo(400);
        assertThat(browser().value("document.querySelectorAll('.chart svg').length").asInt())
                .isGreaterThanOrEqualTo(6);
    }

    @Test
    void severalReportsStandSideBySideAndOneIsShownInFull() throws Exception {
        List<Report> reports = List.of(Samples.resnet8(), Samples.sixtyLayers());
        open(ReportHtml.comparison(reports));
        assertThat(
                        browser()
                                .value("document.querySelectorAll('#compared tbody tr').length")
                                .asInt())
                .isEqualTo(2);
        assertThat(browser().value("document.querySelectorAll('#layers tbody tr').length").asInt())
                .isEqualTo(reports.getFirst().layers().size());
        assertThat(
                        browser()
                                .value(
                                        "[...document.querySelectorAll('#compared data')].map(node => node.dataset.of).filter(of => of.startsWith('/reports/1/totals')).length")
                                .asInt())
                .isEqualTo(4);
    }
}
