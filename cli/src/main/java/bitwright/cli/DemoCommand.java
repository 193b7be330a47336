package bitwright.cli;

import bitwright.cli.flow.ChoiceOptions;
import bitwright.cli.flow.Datasets;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlanOptions;
import bitwright.cli.flow.PlanQuestion;
import bitwright.precision.sensitivity.SensitivityMeasure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bitwright demo`: the main job on a trained network and three machines.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the main job on a trained ResNet-8 and three machines: measures what each format loses, finds and prices",
            "schedules, solves for the best format of each layer, runs the integer-only network on test images, and runs",
            "every chosen schedule against the reference kernels."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright demo",
            "  bitwright demo -o my-report --images 10000"
        })
final class DemoCommand implements Callable<Integer> {
    private static final List<String> MACHINES = List.of("pot-array-16x16", "hexagon-v66", "t4");

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Test images for top-1, at most 10000 (default: ${DEFAULT-VALUE}).")
    private int images = PlanOptions.TEST_IMAGES;

    @Mixin private final ArithmeticOptions arithmetic = new ArithmeticOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        Path root = Arguments.root();
        Arguments.images(images);
        ModelSource model =
                ModelSource.load(root.resolve("models/fashion-resnet8.onnx").toString(), 1)
                        .named("models/fashion-resnet8.onnx");
        List<MachineSource> machines = new ArrayList<>();
        for (String name : MACHINES) {
            machines.add(
                    MachineSource.load(root.resolve("hw-configs/" + name + ".yaml"))
                            .named(Path.of("hw-configs", name + ".yaml")));
        }
        PlanOptions options =
                new PlanOptions(
                        ChoiceOptions.of(PlanOptions.DEMO_CANDIDATES),
                        PlanQuestion.leastLoss(Map.of(), common.seed),
                        PlanOptions.CALIBRATION_IMAGES,
                        images,
                        SensitivityMeasure.DIVERGENCE,
                        common.seed,
                        arithmetic.options());
        PlanningRun run =
                new PlanningRun(
                        model,
                        machines,
                        Datasets.load(root.resolve("models")),
                        options,
                        common.terminal());
        Path output = common.output == null ? Path.of("bitwright-report") : common.output;
        return Outcomes.finish(
                run,
                run.run(
                        "bitwright demo --images "
                                + images
                                + " --seed "
                                + common.seed
                                + arithmetic.text()),
                output,
                common);
    }
}
