package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.reader.MachineReader;
import bitwright.precision.plan.PlanFile;
import bitwright.reports.Report;
import bitwright.reports.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands as a user runs them, in one process.
final class CommandLineTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String ARRAY = ROOT.resolve("hw-configs/pot-array-16x16.yaml").toString();
    private static final String RESNET = ROOT.resolve("models/fashion-resnet8.onnx").toString();

    @TempDir Path folder = Path.of("");

    @Test
    void aSoftwareProfileIsChosenByName() {
        String t4 = Path.of(System.getProperty("bitwright.root"), "hw-configs/t4.yaml").toString();
        String vendor = run("simulate", "zoo:resnet18", "-m", t4, "--json").out();
        String tvm =
                run("simulate", "zoo:resnet18", "-m", t4, "--software", "tvm-hawq-v3", "--json")
                        .out();
        assertThat(tvm).contains("--software tvm-hawq-v3").isNotEqualTo(vendor);
        refused(
                2,
                "machine 't4' has no software profile 'tvm'; it has"
                        + " vendor-library, tvm-hawq-v3, tvm-hawq-v3-kernels.",
                "simulate",
                "zoo:resnet18",
                "-m",
                t4,
                "--software",
                "tvm");
    }

    @Test
    void inspectPrintsTheCountsOfTheZoo() {
        CommandRun ran = run("inspect", "zoo:resnet18");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("1,814,073,344 MACs", "11,689,512 parameters");
        assertThat(run("inspect", "zoo:resnet18", "--json").out())
                .contains("\"macs\" : 1814073344");
        assertThat(run("inspect", "zoo:resnet18", "--quiet").out()).isEmpty();
    }

    @Test
    void inspectPrintsWhatAMachineFileComposes() {
        CommandRun ran = run("inspect", ARRAY);
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("buffer", "array shifter", "all that is stated", "28 nm at 0.9 V");
        CommandRun json = run("inspect", ARRAY, "--json");
        assertThat(MachineReader.parse(json.out(), "printed"))
                .isEqualTo(MachineReader.read(Path.of(ARRAY)));
        refused(2, "missing.yaml", "inspect", folder.resolve("missing.yaml").toString());
    }

    @Test
    void simulateSaysWhichComponentHasTheEnergyAndTheArea() {
        CommandRun ran = run("simulate", RESNET, "--machine", ARRAY, "--precision", "pot4a8");
        assertThat(ran.out())
                .contains("energy by component: dram ", "array accumulator ", "array pointwise ")
                .contains("area that is stated 0.0594 mm²: array accumulator ");
    }

    @Test
    void simulateWritesTheSameReportTwice() throws IOException {
        for (String name : List.of("first", "second")) {
            assertThat(
                            run(
                                            "simulate",
                                            RESNET,
                                            "-m",
                                            ARRAY,
                                            "-p",
                                            "w4a8",
                                            "-q",
                                            "-o",
                                            folder.resolve(name).toString())
                                    .code())
                    .isZero();
        }
        for (String file :
                List.of("report.json", "layers.csv", "report.md", "report.html", "trace.json")) {
            assertThat(Files.readAllBytes(folder.resolve("first").resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(folder.resolve("second").resolve(file)));
        }
        Report report = ReportJson.read(folder.resolve("first").resolve("report.json"));
        assertThat(report.totals().cycles()).isPositive();
        assertThat(report.layers())
                .allSatisfy(layer ->
                        assertThat(layer.cycles()).isGreaterThanOrEqualTo(layer.boundCycles()));
        assertThat(Path.of(folder.toString(), "first", "timings.json")).exists();
    }

    /// The front falls, keeps the other budgets, and neither dominates the plan nor is dominated.
    private static void requireFront(Report.Plan plan) {
        Report.Front front = Objects.requireNonNull(plan.front());
        assertThat(front.points()).hasSizeBetween(2, front.plans());
        double latency = plan.costs().getOrDefault("latency", 0.0);
        double before = Double.POSITIVE_INFINITY;
        double earlier = 0;
        for (Report.FrontPoint point : front.points()) {
            double own = point.costs().getOrDefault("latency", 0.0);
            assertThat(point.loss()).isLessThan(before);
            assertThat(own).isGreaterThan(earlier);
            assertThat(point.choices()).hasSameSizeAs(plan.choices().keySet());
            assertThat(point.costs().getOrDefault("size", 0.0))
                    .isLessThanOrEqualTo(plan.budgets().getOrDefault("size", 0.0) * (1 + 1e-12));
            assertThat(point.loss() + front.tolerance() < plan.loss() && own <= latency).isFalse();
            assertThat(plan.loss() + front.tolerance() < point.loss() && latency <= own).isFalse();
            before = point.loss();
            earlier = own;
        }
    }

    @Test
    void aPlanFromAModelRunsEveryScheduleAndVerifyFindsAChangedBound() throws IOException {
        Path output = folder.resolve("plan");
        CommandRun ran =
                run("plan", RESNET, "-m", ARRAY, "--images", "50", "-q", "-o", output.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        Report report = ReportJson.read(output.resolve("report.json"));
        Report.Verification verification = Objects.requireNonNull(report.verification());
        assertThat(verification.mismatches()).isZero();
        assertThat(verification.schedulesExecuted()).isEqualTo(10);
        Report.Plan solved = Objects.requireNonNull(report.plan());
        assertThat(solved.gap()).isZero();
        double uniform =
                solved.uniform().stream()
                        .filter(row -> row.precision().equals("w4a4"))
                        .mapToDouble(Report.UniformRow::loss)
                        .findFirst()
                        .orElseThrow();
        assertThat(solved.objective()).isLessThan(uniform);
        requireFront(solved);

        Path plan = output.resolve("plan.json");
        assertThat(run("verify", RESNET, "-m", ARRAY, "--plan", plan.toString()).out())
                .contains("schedules executed 10", "mismatches 0");
        CommandRun narrow =
                run(
                        "verify",
                        RESNET,
                        "-m",
                        ARRAY,
                        "--plan",
                        plan.toString(),
                        "--accumulator",
                        "12",
                        "--overflow",
                        "saturate");
        assertThat(narrow.code()).isZero();
        assertThat(narrow.out())
                .contains(
                        "accumulators of 12 bits, overflow saturate", "needs bits", "mismatches 0")
                .containsPattern("-?[0-9]+ +(2047|-2048)(?m)$");
        assertThat(
                        run(
                                        "verify",
                                        RESNET,
                                        "-m",
                                        ARRAY,
                                        "--plan",
                                        plan.toString(),
                                        "--accumulator",
                                        "32",
                                        "--json")
                                .out())
                .contains("\"accumulators\" : [ {", "\"layer\" : ", "\"overflowing\" : 0")
                .doesNotContainPattern("\"overflowing\" : [1-9]");
        CommandRun strict =
                run(
                        "verify",
                        RESNET,
                        "-m",
                        ARRAY,
                        "--plan",
                        plan.toString(),
                        "--accumulator",
                        "12",
                        "--overflow",
                        "refuse");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.err()).contains("schedules.", "beyond the 12 of the register");
        String text = Files.readString(plan);
        int loop = text.indexOf("for ");
        String line = text.substring(loop, text.indexOf("\\n", loop));
        int extent = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        String changed = line.substring(0, line.lastIndexOf(' ') + 1) + (extent + 1);
        Path other = folder.resolve("changed.json");
        Files.writeString(
                other, text.substring(0, loop) + changed + text.substring(loop + line.length()));
        PlanFile.read(other);
        refused(1, "schedules.", "verify", RESNET, "-m", ARRAY, "--plan", other.toString());
    }

    private static final String LOOK_UP_ARRAY =
            """
            format: bitwright-machine/1
            name: look-up-array
            clockHz: 500000000
            source: "assumption: made for this test"
            formats:
              - name: lut3
                values: [-1, -0.5, -0.1875, 0, 0.125, 0.375, 0.75]
                source: "assumption: made for this test"
            memories:
              - {name: dram, capacityBits: 8589934592, readBitsPerCycle: 64,
                 writeBitsPerCycle: 64, sharedPort: true, latencyCycles: 50,
                 readPicojoulesPerBit: 8, writePicojoulesPerBit: 8, source: "assumption: test"}
              - {name: buffer, capacityBits: 1048576, readBitsPerCycle: 512,
                 writeBitsPerCycle: 512, sharedPort: false, latencyCycles: 2,
                 readPicojoulesPerBit: 0.1, writePicojoulesPerBit: 0.2, source: "assumption: test"}
            units:
              - organisation: spatial-array
                name: array
                rows: 16
                columns: 16
                dataflows: [weight-stationary]
                source: "assumption: test"
                pointwise: {operationsPerCycle: 16, picojoulesPerOperation: 0.1, source: "assumption: test"}
                instructions:
                  - {name: look-up, m: 1, n: 1, k: 1, weights: lut3, activations: [int8, uint8],
                     accumulatorBits: 32, issueInterval: 1, latency: 2, energyPicojoules: 0.1,
                     source: "assumption: test"}
                  - {name: multiply, m: 1, n: 1, k: 1, weights: int8, activations: [int8, uint8],
                     accumulatorBits: 32, issueInterval: 2, latency: 2, energyPicojoules: 0.4,
                     source: "assumption: test"}
            software: {layerOverheadCycles: 0, fittedOn: "assumption: test", source: "assumption: test"}
            """;

    @Test
    void aFormatThatTheMachineDefinesIsSimulatedPlannedAndVerified() throws IOException {
        String machine =
                Files.writeString(folder.resolve("look-up.yaml"), LOOK_UP_ARRAY).toString();
        CommandRun simulated = run("simulate", RESNET, "-m", machine, "-p", "lut3a8", "--json");
        assertThat(simulated.code()).as(simulated.err()).isZero();
        assertThat(simulated.out()).contains("lut3a8");
        refused(2, "Maybe lut3.", "simulate", RESNET, "-m", machine, "-p", "lut4a8");
        refused(2, "lut3", "simulate", RESNET, "-m", ARRAY, "-p", "lut3a8");

        Path output = folder.resolve("look-up");
        CommandRun ran =
                run("plan", RESNET, "-m", machine, "--images", "20", "-q", "-o", output.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        Path plan = output.resolve("plan.json");
        assertThat(PlanFile.read(plan).plan().choices().values()).contains("lut3a8");
        assertThat(run("verify", RESNET, "-m", machine, "--plan", plan.toString()).out())
                .contains("schedules executed 10", "mismatches 0");
    }

    @Test
    void aMachineOfNarrowAccumulatorsIsSimulated() throws IOException {
        String narrow =
                LOOK_UP_ARRAY.replace(
                        "accumulatorBits: 32, issueInterval: 2",
                        "accumulatorBits: 24, issueInterval: 2");
        assertThat(narrow).isNotEqualTo(LOOK_UP_ARRAY);
        String machine = Files.writeString(folder.resolve("narrow.yaml"), narrow).toString();
        String transformer = ROOT.resolve("models/fashion-vit.onnx").toString();
        for (String precision : List.of("w8a8", "lut3a8")) {
            CommandRun ran = run("simulate", transformer, "-m", machine, "-p", precision);
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains(precision).doesNotContain("\r");
        }
        refused(
                2,
                "w5a5",
                "plan",
                RESNET,
                "-m",
                machine,
                "--candidates",
                "w8a8,w5a5",
                "--images",
                "1");
    }

    @Test
    void badInputIsOneLineAndExitTwo() throws IOException {
        Path noOnnx = Files.writeString(folder.resolve("text.onnx"), "this is no model");
        byte[] model = Files.readAllBytes(Path.of(RESNET));
        Path truncated =
                Files.write(
                        folder.resolve("truncated.onnx"),
                        java.util.Arrays.copyOf(model, model.length / 2));
        refused(2, "text.onnx", "inspect", noOnnx.toString());
        refused(2, "truncated.onnx", "inspect", truncated.toString());
        refused(2, "missing.onnx", "inspect", folder.resolve("missing.onnx").toString());
        refused(2, "zoo", "inspect", "zoo:alexnet");
        refused(2, "--batch", "inspect", "zoo:resnet18", "--batch", "0");
        refused(2, "--shape", "inspect", "zoo:resnet18", "--shape", "x=1,3,8,8");
        refused(2, "NAME=EXTENTS", "inspect", RESNET, "--shape", "1,3,8,8");
        refused(2, "no list of sizes", "inspect", RESNET, "--shape", "x=1,three");
        refused(2, "given twice", "inspect", RESNET, "--shape", "x=1", "--shape", "x=2");
        refused(2, "no symbolic axis 'nothing'", "inspect", RESNET, "--shape", "nothing=2");
        refused(2, "w9a8", "simulate", "zoo:resnet18", "-m", ARRAY, "-p", "w9a8");
        refused(2, "precision", "simulate", "zoo:resnet18", "-m", ARRAY, "-p", "fp32");
        Path bomb =
                Files.writeString(
                        folder.resolve("bomb.yaml"), "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
        refused(2, "bomb.yaml", "simulate", "zoo:resnet18", "-m", bomb.toString());
        refused(2, "--max", "plan", "--table", "x", "--max", "size");
        refused(2, "plan needs", "plan");
        refused(2, "tflite_single", "demo", "--rounding", "bankers");
        refused(2, "8 to 64", "demo", "--accumulator", "7");
        refused(2, "wrap, saturate", "demo", "--accumulator", "24", "--overflow", "ignore");
        refused(2, "needs --accumulator", "demo", "--overflow", "wrap");
        refused(2, "frobnicate", "frobnicate");
    }

    @Test
    void anInfeasibleBudgetIsExitOneWithTheNearestFeasibleValue() throws IOException {
        Path table =
                Files.writeString(
                        folder.resolve("table.json"),
                        """
                        {"format": "bitwright-cost-table/1", "network": "tiny", "layers": [
                          {"name": "a", "choices": [
                            {"name": "w4a4", "loss": 0.5, "costs": {"size": 2}},
                            {"name": "w8a8", "loss": 0.1, "costs": {"size": 4}}]}]}
                        """);
        refused(1, "size=2", "plan", "--table", table.toString(), "--max", "size=1");
        Path output = folder.resolve("plan");
        CommandRun ran =
                run(
                        "plan",
                        "--table",
                        table.toString(),
                        "--max",
                        "size=3",
                        "--json",
                        "-o",
                        output.toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualToIgnoringNewLines(Files.readString(output.resolve("plan.json")).strip());
        assertThat(PlanFile.read(output.resolve("plan.json")).plan().choices())
                .containsEntry("a", "w4a4");
    }

    @Test
    void helpHasExamples() {
        for (String command :
                List.of("demo", "inspect", "simulate", "plan", "pareto", "verify", "emit")) {
            CommandRun ran = run(command, "--help");
            assertThat(ran.code()).isZero();
            assertThat(ran.out()).contains("Examples:", "bitwright " + command);
        }
    }
}
