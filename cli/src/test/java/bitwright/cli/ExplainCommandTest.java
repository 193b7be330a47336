package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `bitwright explain`: its changes are those of machine files that say the same.
final class ExplainCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String RESNET = ROOT.resolve("models/fashion-resnet8.onnx").toString();
    private static final Path DSP = ROOT.resolve("hw-configs/hexagon-v66.yaml");
    private static final String LAYER = "/block2/conv1/Conv";

    @TempDir Path folder = Path.of("");

    @Test
    void theLayerTakesWhatSimulateSays() {
        JsonNode explained = json("explain", RESNET, LAYER, "-m", DSP.toString(), "--json");
        JsonNode simulated = row(DSP, LAYER);
        for (String key :
                new String[] {"cycles", "boundCycles", "bottleneck", "schedule", "macs"}) {
            assertThat(explained.path(key)).as(key).isEqualTo(simulated.path(key));
        }
        assertThat(explained.path("busyCycles")).isEqualTo(simulated.path("busyCycles"));
        assertThat(explained.path("changes")).hasSizeGreaterThan(8);
    }

    @Test
    void aChangeTakesWhatAMachineFileWithItSays() throws IOException {
        JsonNode changes =
                json("explain", RESNET, LAYER, "-m", DSP.toString(), "--json").path("changes");
        String text = Files.readString(DSP);
        sameAs(
                changes,
                "twice the bandwidth of dram",
                text.replace("BitsPerCycle: 226", "BitsPerCycle: 452"));
        sameAs(changes, "twice the threads of hvx", text.replace("threads: 4", "threads: 8"));
        sameAs(
                changes,
                "no latency of dram",
                text.replace("latencyCycles: 150", "latencyCycles: 0"));
        sameAs(
                changes,
                "one more load slot of hvx",
                text.replace("load: 1, store: 1, scalar", "load: 2, store: 1, scalar")
                        .replace("instructionsPerPacket: 4", "instructionsPerPacket: 5"));
        sameAs(
                changes,
                "twice the capacity of vtcm",
                text.replace("capacityBits: 2097152", "capacityBits: 4194304"));
    }

    private void sameAs(JsonNode changes, String change, String file) throws IOException {
        assertThat(file).as(change).isNotEqualTo(Files.readString(DSP));
        Path machine = Files.writeString(folder.resolve("changed.yaml"), file);
        long cycles =
                changes.valueStream()
                        .filter(each -> each.path("change").asString().equals(change))
                        .findFirst()
                        .orElseThrow()
                        .path("cycles")
                        .asLong();
        assertThat(cycles).as(change).isEqualTo(row(machine, LAYER).path("cycles").asLong());
    }

    @Test
    void withoutANameItIsTheLayerOfMostCycles() {
        JsonNode layers = json("simulate", RESNET, "-m", DSP.toString(), "--json").path("layers");
        long most =
                layers.valueStream()
                        .mapToLong(each -> each.path("cycles").asLong())
                        .max()
                        .orElseThrow();
        JsonNode explained = json("explain", RESNET, "-m", DSP.toString(), "--json");
        assertThat(explained.path("cycles").asLong()).isEqualTo(most);
    }

    @Test
    void pointwiseLayersAndViewsAreExplainedToo() {
        CommandRun addition = run("explain", RESNET, "/block1/Add", "-m", DSP.toString());
        assertThat(addition.out()).contains("/block1/Add (Add)", "dram", "what would move it");
        assertThat(run("explain", RESNET, "/Flatten", "-m", DSP.toString()).out())
                .contains("takes no time");
    }

    @Test
    void arraysHaveRowsAndColumnsAndProcessorsMultiprocessors() {
        String array = ROOT.resolve("hw-configs/int8-array-16x16.yaml").toString();
        assertThat(run("explain", RESNET, "/stem/Conv", "-m", array).out())
                .contains("twice the rows of array", "twice the columns of array")
                .containsPattern("[0-9] ×\n");
        String processor = ROOT.resolve("hw-configs/t4.yaml").toString();
        assertThat(run("explain", RESNET, "/stem/Conv", "-m", processor).out())
                .contains("no overhead of software", "twice the multiprocessors of tensor-cores");
    }

    @Test
    void badInputIsOneLine() {
        String dsp = DSP.toString();
        refused(2, "Maybe one of /block2/conv1/Conv", "explain", RESNET, "block2", "-m", dsp);
        refused(2, "is no layer of resnet18", "explain", "zoo:resnet18", "nothing", "-m", dsp);
        refused(2, "w9a9", "explain", RESNET, LAYER, "-m", dsp, "-p", "w9a9");
        refused(2, "w16a16", "explain", RESNET, LAYER, "-m", dsp, "-p", "w16a16");
        refused(2, "--machine", "explain", RESNET, LAYER);
        refused(2, "no such file", "explain", RESNET, LAYER, "-m", "none.yaml");
        refused(2, "MODEL", "explain", "-m", dsp);
    }

    private static JsonNode row(Path machine, String layer) {
        return json("simulate", RESNET, "-m", machine.toString(), "--json")
                .path("layers")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String... arguments) {
        CommandRun ran = run(arguments);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.builder().build().readTree(ran.out());
    }
}
