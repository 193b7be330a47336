package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.cli.Version;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.NetworkMapper.Task;
import bitwright.mapper.search.Objective;
import bitwright.mapper.search.Proof;
import bitwright.precision.table.JsonPlace;
import bitwright.precision.table.TableFileException;
import bitwright.precision.table.WholeFiles;
import bitwright.sim.cost.Evaluator;
import bitwright.sim.cost.EventModel;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Schedules that were found before, one small file each, named by the hash of everything that they
/// depend on: the layer's loop nest, the exact precision, the machine file and its software
/// profile, the options and Bitwright's version.
///
/// An entry is never trusted: it must carry the hash of its own content, and its schedule must be
/// legal, keep to the constraints and cost what the entry says. Anything else counts as missing.
public final class MappingCache {
    /// Changes whenever the search may give another schedule, bound or count for the same key.
    private static final String FORMAT = "bitwright-mapping-entry/4";

    private static final int HASH_LENGTH = 64;
    private static final long MOST_BYTES = 1 << 20;

    private final @Nullable Path folder;
    private final Accelerator accelerator;
    private final MapperOptions options;
    private final String context;
    private boolean writable = true;

    /// @param folder where the entries lie; null keeps nothing
    public MappingCache(@Nullable Path folder, MachineSource machine, MapperOptions options) {
        this.folder = folder;
        this.options = options;
        accelerator = machine.accelerator();
        context =
                String.join(
                        "\n",
                        FORMAT,
                        Version.NUMBER,
                        machine.sha256(),
                        accelerator.software().name(),
                        options.toString());
    }

    /// Whether entries could be written so far.
    public synchronized boolean writable() {
        return writable;
    }

    /// What was found before for a task, simulated anew.
    public Optional<MappedLayer> read(Task task) {
        if (folder == null) {
            return Optional.empty();
        }
        String key = key(task);
        Path file = folder.resolve(key + ".json");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(file);
            if (text.length() <= HASH_LENGTH
                    || !text.substring(0, HASH_LENGTH).equals(hash(text.substring(HASH_LENGTH)))) {
                return Optional.empty();
            }
            return entry(text.substring(HASH_LENGTH), key, task);
        } catch (IOException
                | TableFileException
                | IllegalArgumentException
                | ArithmeticException damaged) {
            return Optional.empty();
        }
    }

    private Optional<MappedLayer> entry(String json, String key, Task task) {
        JsonPlace at =
                JsonPlace.parse(json, "entry")
                        .object(
                                List.of(
                                        "key",
                                        "schedule",
                                        "objective",
                                        "cycles",
                                        "energyPicojoules",
                                        "bound",
                                        "complete",
                                        "statesVisited"));
        Schedule schedule = ScheduleText.parse(at.child("schedule").text());
        Proof proof =
                new Proof(
                        Objective.of(at.child("objective").text()),
                        at.child("cycles").count(),
                        at.child("energyPicojoules").number(),
                        at.child("bound").number(),
                        at.child("complete").flag());
        if (!at.child("key").text().equals(key)
                || options.objective() != null && options.objective() != proof.objective()
                || !isRight(schedule, proof, task)) {
            return Optional.empty();
        }
        return Optional.of(
                new MappedLayer(
                        task.precision(),
                        schedule,
                        EventModel.simulate(schedule, task.nest(), task.precision(), accelerator),
                        at.child("statesVisited").count(),
                        proof));
    }

    /// Whether a schedule is legal, wanted, and costs what was written.
    private boolean isRight(Schedule schedule, Proof proof, Task task) {
        if (!ScheduleCheck.illegalities(schedule, task.nest(), task.precision(), accelerator)
                .isEmpty()) {
            return false;
        }
        Resolution resolution = Resolution.of(schedule, task.precision(), accelerator);
        Evaluator priced = new Evaluator(task.nest(), task.precision(), accelerator, resolution);
        return priced.expectedCycles() == proof.cycles()
                && priced.expectedPicojoules() == proof.picojoules()
                && proof.bound() <= proof.value() * (1 + 1e-9)
                && (options.constraints().isNone()
                        || keepsToConstraints(schedule, resolution.unit(), task));
    }

    private boolean keepsToConstraints(Schedule schedule, ComputeUnit unit, Task task) {
        return options.constraints()
                .on(accelerator, unit, task.nest())
                .violatedBy(schedule, task.precision())
                .isEmpty();
    }

    /// Keeps what was found for a task; a folder that cannot be written keeps nothing.
    public void write(Task task, MappedLayer mapped) {
        Proof proof = mapped.proof();
        if (folder == null || proof == null || !Double.isFinite(proof.bound())) {
            return;
        }
        String key = key(task);
        String json =
                JsonMapper.builder()
                                .build()
                                .createObjectNode()
                                .put("key", key)
                                .put("schedule", ScheduleText.print(mapped.schedule()))
                                .put("objective", proof.objective().label())
                                .put("cycles", proof.cycles())
                                .put("energyPicojoules", proof.picojoules())
                                .put("bound", proof.bound())
                                .put("complete", proof.complete())
                                .put("statesVisited", mapped.visited())
                                .toString()
                        + "\n";
        try {
            Files.createDirectories(folder);
            WholeFiles.write(
                    folder.resolve(key + ".json"),
                    (hash(json) + json).getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            synchronized (this) {
                writable = false;
            }
        }
    }

    /// The hash of everything that the best schedule of a task depends on.
    String key(Task task) {
        return hash(
                String.join(
                        "\n",
                        context,
                        task.nest().toString(),
                        task.precision().weights().name(),
                        task.precision().activations().name(),
                        Integer.toString(task.precision().accumulator().bits())));
    }

    private static String hash(String text) {
        return Hashes.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
