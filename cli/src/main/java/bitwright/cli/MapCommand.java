package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.ComputeUnit;
import bitwright.cli.flow.Hashes;
import bitwright.cli.flow.MachineSource;
import bitwright.cli.flow.MappingCache;
import bitwright.cli.flow.MappingFile;
import bitwright.cli.flow.ModelSource;
import bitwright.cli.flow.NetworkMapping;
import bitwright.cli.flow.NetworkMapping.Row;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.NetworkMapper.Task;
import bitwright.mapper.search.Objective;
import bitwright.mapper.timeloop.ConstraintsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bitwright map MODEL --machine FILE --precision P`: the best schedule of every layer, with its
/// proof.
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the best schedule of every layer under an objective, by the closed-form model, and proves how good it is.",
            "Equal layers are mapped once. Schedules are kept as they are found, so that an interrupted run goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  bitwright map zoo:resnet18 --machine hw-configs/eyeriss.yaml --precision w8a8 --objective energy -o mapping",
            "  bitwright map zoo:mobilenet-v2 -m hw-configs/simba-like.yaml -p w8a8 --objective edp --constraints weights-stay.yaml"
        })
final class MapCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 8 << 20;

    @Mixin private final RunOptions run = new RunOptions();

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "Map this contraction alone (default: all).")
    private @Nullable String layer;

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            description =
                    "What is made small: energy, latency, edp, or latency,energy (default: edp on arrays, latency,energy on processors).")
    private @Nullable String objective;

    @Option(
            names = "--constraints",
            paramLabel = "FILE",
            description =
                    "Which schedules are wanted: a constraints file of Bitwright or of Timeloop.")
    private @Nullable Path constraints;

    @Option(
            names = "--visits",
            paramLabel = "N",
            description =
                    "Shapes and schedules looked at before the proof of a layer is given up (default: 10000000).")
    private @Nullable Long visits;

    @Mixin private final CacheOptions cache = new CacheOptions();

    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        MachineSource machineSource = run.machine();
        Precision choice = run.precision(machineSource);
        byte[] constraintsContent = constraints == null ? new byte[0] : content(constraints);
        MapperOptions options = options(machineSource, constraintsContent);
        Path folder = cache.folder();
        ModelSource source = run.model(machineSource);
        NetworkMapping mapping =
                new NetworkMapping(source.network(), machineSource.accelerator(), choice, layer);
        requireUnits(options.constraints(), machineSource, mapping);
        Terminal terminal = common.terminal();
        MappingCache kept = new MappingCache(folder, machineSource, options);
        List<Row> rows;
        try (Progress progress = terminal.progress("mapping layers", mapping.tasks().size())) {
            rows = mapping.map(options, kept, ProcessorClock::seconds, progress::step);
        }
        if (!kept.writable()) {
            terminal.note(folder + ": cannot be written; the schedules are not kept.");
        }
        String json =
                MappingFile.json(
                        source.network().name(),
                        machineSource.accelerator(),
                        provenance(source, machineSource, Hashes.sha256(constraintsContent)),
                        rows);
        if (common.output != null) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("mapping.json", json);
            files.put("timings.json", MappingFile.timings(rows));
            FolderWriter.write(common.output, files);
        }
        if (common.json) {
            terminal.result(json.stripTrailing());
        } else {
            terminal.table(MappingTable.of(rows));
            if (common.output != null) {
                terminal.table("mapping: " + common.output.resolve("mapping.json"));
            }
        }
        return 0;
    }

    private MapperOptions options(MachineSource source, byte[] constraintsContent)
            throws IOException {
        Objective wanted;
        try {
            wanted = objective == null ? null : Objective.of(objective);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException("--objective: " + problem.getMessage(), problem);
        }
        Constraints asked =
                constraints == null
                        ? Constraints.NONE
                        : ConstraintsFile.parse(
                                text(constraintsContent),
                                constraints.toString(),
                                source.accelerator());
        if (visits != null && visits < 1) {
            throw new BadInputException("--visits (" + visits + ") must be at least 1.");
        }
        MapperOptions options = MapperOptions.proving(wanted, asked);
        return visits == null ? options : options.withMostVisits(visits);
    }

    /// Refuses constraints that a unit which takes the layers does not understand.
    private void requireUnits(Constraints asked, MachineSource source, NetworkMapping mapping) {
        if (asked.isNone()) {
            return;
        }
        for (Task task : mapping.tasks()) {
            for (ComputeUnit unit : source.accelerator().units()) {
                if (!unit.instructionsFor(task.precision()).isEmpty()) {
                    try {
                        asked.on(source.accelerator(), unit, task.nest());
                    } catch (IllegalArgumentException problem) {
                        throw new BadInputException(
                                constraints + ": " + problem.getMessage(), problem);
                    }
                }
            }
        }
    }

    /// No more than constraints may have, and a bit, so that too many are refused when parsed.
    private static byte[] content(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(MOST_BYTES);
        }
    }

    private static String text(byte[] content) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    }

    private MappingFile.Provenance provenance(
            ModelSource source, MachineSource machineSource, String constraintsHash) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("precision", run.precisionText());
        options.put("batch", Integer.toString(run.inputs().batch()));
        put(options, "layer", layer);
        put(options, "objective", objective);
        put(options, "visits", visits);
        put(options, "software", run.software().software);
        put(
                options,
                "shape",
                run.inputs().shapesText().isEmpty() ? null : run.inputs().shapesText());
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(source.argument(), source.sha256());
        hashes.put(machineSource.file().toString(), machineSource.sha256());
        if (constraints != null) {
            hashes.put(constraints.toString(), constraintsHash);
        }
        String command =
                "bitwright map "
                        + run.text(
                                source,
                                machineSource,
                                flag("--layer", layer)
                                        + flag("--objective", objective)
                                        + flag("--constraints", constraints)
                                        + flag("--visits", visits));
        return new MappingFile.Provenance(command, options, hashes);
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    private static String flag(String name, @Nullable Object value) {
        return value == null ? "" : " " + name + " " + value;
    }
}
