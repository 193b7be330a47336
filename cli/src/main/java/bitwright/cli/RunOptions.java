package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A model on a machine at one precision: what the commands take that cost a network.
final class RunOptions {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "An ONNX file, a SCALE-Sim topology (.csv) or zoo:NAME.")
    private String model = "";

    @Option(
            names = {"-m", "--machine"},
            required = true,
            paramLabel = "FILE",
            description = "The machine file, or a SCALE-Sim configuration (.cfg).")
    private Path machine = Path.of("");

    @Option(
            names = {"-p", "--precision"},
            defaultValue = "w8a8",
            paramLabel = "P",
            description =
                    "Formats of weights and activations, such as w8a8, w4a8, pot4a8 (default: ${DEFAULT-VALUE}).")
    private String precision = "w8a8";

    @Mixin private final SoftwareOptions software = new SoftwareOptions();

    @Mixin private final InputOptions inputs = new InputOptions();

    /// The machine under the chosen software profile.
    ///
    /// @throws IOException if the file cannot be read
    MachineSource machine() throws IOException {
        return software.on(MachineSource.load(machine));
    }

    /// The precision on that machine.
    Precision precision(MachineSource machineSource) {
        return Arguments.precision(precision, machineSource.accelerator());
    }

    /// The model as the machine sees it.
    ///
    /// @throws IOException if the file cannot be read
    ModelSource model(MachineSource machineSource) throws IOException {
        ModelSource read = inputs.load(model);
        return machineSource.seesMatrixProducts() ? read.asMatrixProducts() : read;
    }

    /// The precision as it was written.
    String precisionText() {
        return precision;
    }

    SoftwareOptions software() {
        return software;
    }

    InputOptions inputs() {
        return inputs;
    }

    /// The model and these flags as the command line has them, for reports.
    ///
    /// @param between further flags, each with a blank in front
    String text(ModelSource source, MachineSource machineSource, String between) {
        return source.argument()
                + " --machine "
                + machineSource.file()
                + " --precision "
                + precision
                + between
                + software.text()
                + inputs.text();
    }
}
