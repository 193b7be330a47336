package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.emit.ScheduleJson;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.timeloop.TimeloopMapping;
import bitwright.precision.plan.LayerSchedule;
import bitwright.precision.plan.PlanDocument;
import bitwright.precision.plan.PlanFile;
import bitwright.precision.plan.PrecisionPlan;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `bitwright emit` as a user runs it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmitCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));
    private static final String ARRAY = ROOT.resolve("hw-configs/pot-array-16x16.yaml").toString();
    private static final String RESNET = ROOT.resolve("models/fashion-resnet8.onnx").toString();

    @TempDir Path folder = Path.of("");
    private final Accelerator machine = MachineReader.read(Path.of(ARRAY));
    private final Contraction layer = contraction();
    private final Schedule schedule =
            Mapper.map(
                            layer.nest(),
                            machine.precision("pot4a8").withUnsignedActivations(),
                            machine,
                            MapperOptions.DEFAULT)
                    .schedule();
    private Path plan = folder;

    private static Network network() {
        return OnnxReader.read(Path.of(RESNET), 1);
    }

    private static Contraction contraction() {
        return network().contractions().get(2);
    }

    @BeforeEach
    void writeAPlan() throws IOException {
        plan = folder.resolve("plan.json");
        write(ScheduleText.print(schedule));
    }

    /// A plan of which one layer has a schedule.
    private void write(String text) throws IOException {
        Map<String, String> choices = new LinkedHashMap<>();
        network().contractions().forEach(each -> choices.put(each.name(), "pot4a8"));
        PrecisionPlan made =
                new PrecisionPlan(
                        choices, 0, Map.of(), 0, 0, PrecisionPlan.Status.OPTIMAL, "a test");
        PlanFile.write(
                plan,
                new PlanDocument(
                        made,
                        null,
                        null,
                        Map.of(),
                        Map.of(layer.name(), new LayerSchedule(text, 1))));
    }

    /// Loops of one trip are left out of a mapping.
    private List<Step> steps() {
        return schedule.steps().stream()
                .filter(step -> Schedule.dimOf(step) == null || Schedule.extentOf(step) > 1)
                .toList();
    }

    private String[] arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("emit", RESNET, "--plan", plan.toString()));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private CommandRun emit(String... more) {
        return CommandRun.run(arguments(more));
    }

    private void refused(String part, String... more) {
        CommandRun.refused(2, part, arguments(more));
    }

    @Test
    void everyTargetIsTheScheduleOfThePlan() {
        CommandRun text = emit("--layer", layer.name(), "--target", "text");
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(ScheduleText.parse(text.out())).isEqualTo(schedule);
        CommandRun json = emit("--layer", layer.name(), "--target", "json", "-m", ARRAY);
        assertThat(json.code()).as(json.err()).isZero();
        assertThat(ScheduleJson.parse(json.out(), "out", layer.nest())).isEqualTo(schedule);
        CommandRun timeloop = emit("--layer", layer.name(), "--target", "timeloop", "-m", ARRAY);
        assertThat(timeloop.code()).as(timeloop.err()).isZero();
        Schedule read =
                TimeloopMapping.read(
                        timeloop.out(),
                        "out",
                        layer.nest(),
                        machine.precision("pot4a8").withUnsignedActivations(),
                        machine);
        assertThat(read.steps()).containsExactlyInAnyOrderElementsOf(steps());
    }

    /// The whole layer with its requantization, compiled by the system's compiler.
    @Test
    void aKernelWithAMainComparesItselfWithTheReference() throws IOException, InterruptedException {
        Path source = folder.resolve("kernel.c");
        CommandRun ran =
                emit(
                        "--layer",
                        layer.name(),
                        "--target",
                        "c",
                        "--with-main",
                        "--rounding",
                        "tflite_double",
                        "-o",
                        source.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).doesNotContain("left out");
        assertThat(Files.readString(source)).contains("rounded tflite_double", "shifted(");
        assertThat(folder.resolve("kernel.c.tmp")).doesNotExist();
        assumeTrue(
                run("cc", "--version") == 0,
                "left out: no C compiler 'cc' on this system; the emitted kernel was not compiled");
        assertThat(
                        run(
                                "cc",
                                "-O2",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-std=c11",
                                "-o",
                                "kernel",
                                "kernel.c"))
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        assertThat(run(folder.resolve("kernel").toString())).isZero();
        assertThat(Files.readString(folder.resolve("log"))).startsWith("equal: ");
    }

    private int run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(List.of(command))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException none) {
            return -1;
        }
    }

    @Test
    void theSumsAloneNeedNoCalibration() {
        CommandRun ran =
                emit("--layer", layer.name(), "--target", "c", "--sums", "--accumulator", "20");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("output: the sums", "a register of 20 bits");
    }

    @Test
    void whatDoesNotMatchIsRefusedWithItsPlace() throws IOException {
        refused("--layer 'conv' is no contraction", "--layer", "conv", "--target", "text");
        refused("--machine FILE", "--layer", layer.name(), "--target", "timeloop");
        refused(
                "--with-main is for --target c",
                "--layer",
                layer.name(),
                "--target",
                "json",
                "--with-main");
        refused(
                "schedules lacks layer",
                "--layer",
                network().contractions().getFirst().name(),
                "--target",
                "c");
        write("on array\n  for k 2\n    spread k 3 over columns\n      issue mac\n");
        refused(
                "schedules."
                        + layer.name()
                        + ": dimension k has extent "
                        + layer.nest().outputChannels()
                        + " but its loops reach only 6: line 2 'for k 2', line 3 'spread k 3 over columns'.",
                "--layer",
                layer.name(),
                "--target",
                "c");
        write("on array\n  for kk 2\n    issue mac\n");
        refused("schedule line 2 'for kk 2'", "--layer", layer.name(), "--target", "text");
    }
}
