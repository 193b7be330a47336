package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report;
import bitwright.reports.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `bitwright compare`, against the reports that it compares.
final class CompareCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String RESNET = ROOT.resolve("models/fashion-resnet8.onnx").toString();
    private static final String GPU = ROOT.resolve("hw-configs/t4.yaml").toString();
    private static final String DSP = ROOT.resolve("hw-configs/hexagon-v66.yaml").toString();

    @TempDir Path folder = Path.of("");

    @Test
    void reportsAndTheirMachinesGiveTheSameNumbersAndRatios() {
        Report gpu = simulated(GPU, "gpu");
        Report dsp = simulated(DSP, "dsp");
        CommandRun reports = run("compare", at("gpu"), at("dsp") + "/report.json");
        assertThat(reports.code()).as(reports.err()).isZero();
        double ratio = dsp.totals().latencySeconds() / gpu.totals().latencySeconds();
        assertThat(reports.out())
                .startsWith("fashion-resnet8, ratios to the first")
                .containsPattern(
                        "latency .* \\(" + String.format(Locale.ROOT, "%.2f", ratio) + " ×\\)")
                .containsPattern("machine +t4 +hexagon-v66");

        JsonNode machines = json("compare", GPU, DSP, "--model", RESNET, "--json");
        assertThat(machines.path("format").asString()).isEqualTo("bitwright-comparison/1");
        same(machines.path("columns").get(0), gpu);
        same(machines.path("columns").get(1), dsp);
        assertThat(machines.path("layers")).hasSize(gpu.layers().size());
        assertThat(machines.path("layers").get(0).path("seconds").get(1).asDouble())
                .isEqualTo(dsp.layers().getFirst().cycles() / (double) dsp.machine().clockHz());
    }

    private static void same(JsonNode column, Report report) {
        assertThat(column.path("name").asString()).isEqualTo(report.machine().name());
        assertThat(column.path("cycles").asLong()).isEqualTo(report.totals().cycles());
        assertThat(column.path("energyJoules").asDouble())
                .isEqualTo(report.totals().energyJoules());
        assertThat(column.path("weightBits").asLong()).isEqualTo(report.totals().weightBits());
    }

    @Test
    void precisionsAreColumnsAndThePageHasThemAll() throws IOException {
        Path output = folder.resolve("compared");
        CommandRun ran =
                run("compare", GPU, "--model", RESNET, "-p", "w8a8,w4a4", "-o", output.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("t4 w8a8", "t4 w4a4", "report: ");
        Report report = ReportJson.read(output.resolve("report.json"));
        assertThat(report.machines())
                .extracting(Report.MachineRow::machine)
                .containsExactly("t4 w8a8", "t4 w4a4");
        assertThat(Files.readString(output.resolve("report.html"))).contains("t4 w4a4");
        assertThat(Files.readString(output.resolve("comparison.json")))
                .startsWith("{\n  \"format\": \"bitwright-comparison/1\"");
    }

    @Test
    void badInputIsOneLine() throws IOException {
        simulated(GPU, "gpu");
        refused(2, "at least two reports", "compare", at("gpu"));
        refused(2, "Add --model", "compare", GPU, DSP);
        refused(2, "is given twice", "compare", GPU, GPU, "--model", RESNET);
        refused(2, "no such file", "compare", at("gpu"), at("none"));
        refused(2, "report.json: no such file", "compare", at("gpu"), folder.toString());
        Path broken = Files.writeString(folder.resolve("broken.json"), "{}");
        refused(2, "broken.json", "compare", at("gpu"), broken.toString());
        refused(2, "one model and batch", "compare", at("gpu"), DSP, "--model", "zoo:resnet18");
        refused(2, "--layers (-1)", "compare", at("gpu"), at("gpu"), "--layers", "-1");
        refused(2, "w9a9", "compare", GPU, DSP, "--model", RESNET, "-p", "w9a9");
        refused(2, "THING", "compare");
        Path other = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(other.resolve("precious.txt"), "mine");
        refused(2, "precious.txt", "compare", GPU, DSP, "--model", RESNET, "-o", other.toString());
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Report simulated(String machine, String name) {
        CommandRun ran = run("simulate", RESNET, "-m", machine, "-q", "-o", at(name));
        assertThat(ran.code()).as(ran.err()).isZero();
        return ReportJson.read(folder.resolve(name).resolve("report.json"));
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.builder().build().readTree(run(arguments).out());
    }
}
