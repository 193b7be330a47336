package bitwright.cli;

import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.LayerArithmetic;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlannedLayer;
import bitwright.kernels.network.IntegerOptions;
import bitwright.kernels.reference.Requantization;
import bitwright.mapper.emit.KernelC;
import bitwright.mapper.emit.LayerKernel;
import bitwright.mapper.emit.MainC;
import bitwright.mapper.emit.ScheduleJson;
import bitwright.mapper.timeloop.TimeloopMapping;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bitwright emit MODEL --plan plan.json --layer L --target c`: a planned layer in another
/// language.
@Command(
        name = "emit",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the schedule of one layer of a plan as text, JSON, Timeloop's mapping YAML, or as a C11 kernel with the",
            "schedule's loops and the exact arithmetic of the layer's formats. In C, a model that reads the labelled images of",
            "models/ also has its requantization; any other gives its sums."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright emit models/fashion-resnet8.onnx --plan bitwright-report/plan.json --layer /stem/Conv --target c --with-main -o stem.c",
            "  bitwright emit models/fashion-resnet8.onnx --plan bitwright-report/plan.json --layer /stem/Conv --target json",
            "  bitwright emit models/fashion-resnet8.onnx --plan bitwright-report/plan.json --layer /stem/Conv --target timeloop --machine hw-configs/pot-array-16x16.yaml"
        })
final class EmitCommand implements Callable<Integer> {
    /// What is written.
    enum Target {
        TEXT,
        JSON,
        TIMELOOP,
        C;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin private final PlannedOptions planned = new PlannedOptions();

    @Option(
            names = "--layer",
            required = true,
            paramLabel = "NAME",
            description = "A contraction of the model.")
    private String layer = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "TARGET",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target = Target.TEXT;

    @Option(
            names = "--with-main",
            description =
                    "With --target c: a main that draws operands with the seed, runs the kernel and compares a hash of the outputs with the reference kernel's.")
    private boolean withMain;

    @Option(
            names = "--sums",
            description = "With --target c: leave the requantization out; the sums are the result.")
    private boolean sums;

    @Mixin private final ArithmeticOptions arithmetic = new ArithmeticOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file (default: standard output).")
    private @Nullable Path output;

    @Mixin private final OutputOptions printed = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if ((withMain || sums) && target != Target.C) {
            throw new BadInputException(
                    (withMain ? "--with-main" : "--sums")
                            + " is for --target c, not "
                            + target
                            + ". Leave it out.");
        }
        MachineSource machine = planned.machine();
        if (target == Target.TIMELOOP && machine == null) {
            throw new BadInputException(
                    "--target timeloop needs the memories of the plan's machine. Add --machine FILE.");
        }
        ModelSource source = planned.source();
        if (machine != null) {
            machine.requireExecutable();
        }
        PlannedLayer layers = planned.layers(source, machine);
        Contraction contraction = layers.named(layer);
        Schedule schedule = layers.schedule(contraction);
        String text =
                switch (target) {
                    case TEXT -> ScheduleText.print(schedule);
                    case JSON -> ScheduleJson.print(schedule, contraction.nest());
                    case TIMELOOP -> timeloop(schedule, contraction, machine);
                    case C -> kernel(source, layers, contraction, schedule);
                };
        write(text);
        return 0;
    }

    private static String timeloop(
            Schedule schedule, Contraction layer, @Nullable MachineSource machine) {
        try {
            return TimeloopMapping.write(
                    schedule, layer.nest(), Objects.requireNonNull(machine).accelerator());
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(
                    "layer " + layer.name() + ": " + problem.getMessage(), problem);
        }
    }

    private String kernel(
            ModelSource source, PlannedLayer layers, Contraction contraction, Schedule schedule)
            throws IOException {
        layers.requireExact(contraction, schedule);
        IntegerOptions options = arithmetic.options();
        try {
            LayerKernel kernel =
                    new LayerKernel(
                            LayerKernel.identifier(contraction.name()),
                            contraction.nest(),
                            layers.precision(contraction),
                            schedule,
                            options.register(),
                            requantization(source, layers, options));
            return withMain ? MainC.text(kernel, planned.seed) : KernelC.text(kernel);
        } catch (IllegalArgumentException | ArithmeticException problem) {
            throw new BadInputException(
                    "layer " + contraction.name() + ": " + problem.getMessage(), problem);
        }
    }

    private @Nullable Requantization requantization(
            ModelSource source, PlannedLayer layers, IntegerOptions options) throws IOException {
        if (sums) {
            return null;
        }
        Datasets datasets = Datasets.load(Arguments.root().resolve("models"));
        Optional<String> obstacle = LayerArithmetic.obstacle(source, datasets);
        if (obstacle.isPresent()) {
            printed.terminal().note("requantization left out: " + obstacle.get());
            return null;
        }
        return LayerArithmetic.requantization(
                        source, datasets, layers.precisions(), layer, options, planned.seed)
                .orElse(null);
    }

    /// With `--json`, the text is a member of an object; a file has the text itself.
    private void write(String text) throws IOException {
        Terminal terminal = printed.terminal();
        if (output != null) {
            FileWriter.write(output, text.getBytes(StandardCharsets.UTF_8));
        }
        if (printed.json) {
            terminal.result(
                    JsonText.print(
                            JsonText.of("emit")
                                    .put("layer", layer)
                                    .put("target", target.toString())
                                    .put("file", output == null ? null : output.toString())
                                    .put("text", text)));
        } else if (output == null) {
            terminal.result(text.stripTrailing());
        }
    }
}
