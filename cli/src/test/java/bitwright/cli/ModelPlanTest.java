package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.table.CostTable;
import bitwright.precision.table.CostTableFile;
import bitwright.reports.Report;
import bitwright.reports.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `plan` and `pareto` of a model on a machine, with what tables can be asked.
final class ModelPlanTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String ARRAY = ROOT.resolve("hw-configs/pot-array-16x16.yaml").toString();
    private static final String RESNET = ROOT.resolve("models/fashion-resnet8.onnx").toString();
    private static final String VIT = ROOT.resolve("models/fashion-vit.onnx").toString();
    private static final List<String> MODEL =
            List.of(RESNET, "-m", ARRAY, "--candidates", "w8a8,w4a8,w4a4");

    @TempDir Path folder = Path.of("");

    private static String[] arguments(String command, List<String> subject, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(subject);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theWrittenTableGivesTheSamePlanAsTheModel() throws IOException {
        String[] question = {
            "--max",
            "size=60",
            "--max",
            "activations=26",
            "--max",
            "energy=0.02",
            "--max",
            "bit-operations=400",
            "--then",
            "latency",
            "--prices",
            "--cross-check",
            "SCIP"
        };
        Path table = folder.resolve("table.json");
        Path out = folder.resolve("out");
        List<String> more = new ArrayList<>(List.of(question));
        more.addAll(
                List.of("--images", "0", "--write-table", table.toString(), "-o", out.toString()));
        CommandRun ran = run(arguments("plan", MODEL, more.toArray(String[]::new)));
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("next better at", "couplings:", "is a projection shortcut");
        assertThat(ran.err()).contains("SCIP", "confirmed");
        assertThat(out.resolve("prices.csv")).exists();
        assertThat(Files.readString(out.resolve("cost-table.json")))
                .isEqualTo(Files.readString(table));

        PlanDocument plan = PlanFile.read(out.resolve("plan.json"));
        assertThat(plan.couplings()).anyMatch(line -> line.contains("projection shortcut"));
        Report report = ReportJson.read(out.resolve("report.json"));
        assertThat(report.provenance().options().get("coupling 1")).contains("same input");
        double activations = plan.plan().costs().getOrDefault("activations", 0.0);
        assertThat(activations).isPositive().isLessThanOrEqualTo(26);
        assertThat(Objects.requireNonNull(report.memory()).activationBits())
                .isEqualTo(Math.round(activations * 8192));

        Path again = folder.resolve("again");
        CommandRun bare =
                run(
                        arguments(
                                "plan",
                                List.of("--table", table.toString(), "-o", again.toString()),
                                question));
        assertThat(bare.code()).as(bare.err()).isZero();
        PlanDocument same = PlanFile.read(again.resolve("plan.json"));
        assertThat(same.plan().choices()).containsAllEntriesOf(plan.plan().choices());
        assertThat(same.plan().loss()).isEqualTo(plan.plan().loss());
        // What contradicts each other, peaks included.
        refused(
                1,
                "activations and loss already contradict each other",
                "plan",
                "--table",
                table.toString(),
                "--max",
                "activations=19",
                "--max",
                "size=90",
                "--max-loss",
                "0.001");
        // A plan is for its own model and machine.
        String file = out.resolve("plan.json").toString();
        refused(2, "another model", "verify", VIT, "-m", ARRAY, "--plan", file);
        String other = ROOT.resolve("hw-configs/int8-array-16x16.yaml").toString();
        refused(2, "another machine", "verify", RESNET, "-m", other, "--plan", file);
    }

    @Test
    void budgetsThatContradictAreNamedWithTheNearest() {
        refused(
                1,
                "activations alone cannot be met. The least possible alone is activations=18.3750",
                arguments("plan", MODEL, "--max", "activations=14", "--max", "size=90"));
        refused(2, "is a peak, no sum", arguments("plan", MODEL, "--minimize", "activations"));
        refused(2, "is no cost of a model", arguments("plan", MODEL, "--max", "sise=3"));
        refused(2, "is no cost of a model", arguments("pareto", MODEL, "--measures", "loss,x"));
        refused(2, "finite", arguments("plan", MODEL, "--max", "size=NaN"));
        refused(2, "--then asks for one plan", arguments("pareto", MODEL, "--then", "size"));
        refused(2, "--gap asks for one plan", arguments("pareto", MODEL, "--gap", "0.1"));
        refused(2, "--gap", arguments("plan", MODEL, "--gap", "2"));
        refused(2, "either --table", "pareto", RESNET);
    }

    @Test
    void theLeastOfACostUnderALossAndFixedLayers() throws IOException {
        Path out = folder.resolve("least");
        CommandRun ran =
                run(
                        arguments(
                                "plan",
                                MODEL,
                                "--minimize",
                                "energy",
                                "--max-loss",
                                "0.05",
                                "--tied",
                                "--fix",
                                "/stem/Conv=w8a8",
                                "--images",
                                "0",
                                "-o",
                                out.toString()));
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("/stem/Conv is fixed to w8a8");
        PlanDocument plan = PlanFile.read(out.resolve("plan.json"));
        assertThat(plan.plan().choices()).containsEntry("/stem/Conv", "w8a8");
        assertThat(plan.plan().choices().values()).contains("w4a4").doesNotContain("w4a8");
        assertThat(plan.plan().loss()).isLessThanOrEqualTo(0.05);
        CostTable table = CostTableFile.read(out.resolve("cost-table.json"));
        assertThat(table.layers().getFirst().choices()).hasSize(1);
        refused(2, "no contraction of", arguments("plan", MODEL, "--fix", "stem=w8a8"));
        refused(2, "no choice of the layer", arguments("plan", MODEL, "--fix", "/stem/Conv=w9a9"));
        refused(2, "LAYER=CHOICE", arguments("plan", MODEL, "--fix", "/stem/Conv"));
        refused(
                2,
                "given twice",
                arguments("plan", MODEL, "--fix", "/stem/Conv=w8a8", "--fix", "/stem/Conv=w4a8"));
        refused(
                2,
                "--tied leaves no candidate",
                "plan",
                RESNET,
                "-m",
                ARRAY,
                "--candidates",
                "w4a8",
                "--tied");
    }

    @Test
    void theFrontOfAModelIsThatOfItsTable() throws IOException {
        Path out = folder.resolve("front");
        Path table = folder.resolve("table.json");
        CommandRun ran =
                run(
                        arguments(
                                "pareto",
                                List.of(RESNET, "-m", ARRAY, "--candidates", "w8a8,w4a4"),
                                "--measures",
                                "loss,size",
                                "--max",
                                "activations=30",
                                "--write-table",
                                table.toString(),
                                "-o",
                                out.toString()));
        assertThat(ran.code()).as(ran.err()).isZero();
        Path again = folder.resolve("again");
        run(
                "pareto",
                "--table",
                table.toString(),
                "--measures",
                "loss,size",
                "--max",
                "activations=30",
                "-o",
                again.toString());
        assertThat(Files.readString(again.resolve("front.json")))
                .isEqualTo(Files.readString(out.resolve("front.json")))
                .contains("\"points\"");
    }
}
