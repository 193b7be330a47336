package bitwright.cli;

import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.PlannedLayer;
import bitwright.precision.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A model with its plan: what the commands take that write plans in other languages.
final class PlannedOptions {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "The plan's model: an ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private String model = "";

    @Option(names = "--plan", required = true, paramLabel = "FILE", description = "The plan.")
    private Path plan = Path.of("");

    @Option(
            names = {"-m", "--machine"},
            paramLabel = "FILE",
            description =
                    "The plan's machine: schedules are checked against it, and formats that it defines need it.")
    private @Nullable Path machine;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of calibration samples and operands (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    /// The model.
    ///
    /// @throws IOException if the file cannot be read
    ModelSource source() throws IOException {
        return ModelSource.load(model, 1);
    }

    /// The machine; null where none is named.
    ///
    /// @throws IOException if the file cannot be read
    @Nullable MachineSource machine() throws IOException {
        return machine == null ? null : MachineSource.load(machine);
    }

    /// The plan's layers.
    ///
    /// @throws IOException if the plan cannot be read
    PlannedLayer layers(ModelSource source, @Nullable MachineSource machineSource)
            throws IOException {
        return new PlannedLayer(source, machineSource, PlanFile.read(plan), plan.toString());
    }
}
