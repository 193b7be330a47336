package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.cli.flow.Hashes;
import bitwright.sim.cost.BoundModel;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import bitwright.workload.onnx.OnnxReader;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `map`: its file, its cache and its refusals.
final class MapCommandTest {
    private static final Path ROOT = Arguments.root();
    private static final String MODEL = ROOT.resolve("models/fashion-resnet8.onnx").toString();
    private static final String MACHINE = ROOT.resolve("hw-configs/nvdla-32.yaml").toString();

    @TempDir Path folder = Path.of("");

    private CommandRun map(String out, String... further) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("map", MODEL, "-m", MACHINE, "-o", folder.resolve(out).toString()));
        arguments.addAll(List.of(further));
        return run(arguments.toArray(String[]::new));
    }

    private String cache() {
        return folder.resolve("cache").toString();
    }

    private JsonNode mapping(String out) throws IOException {
        return JsonMapper.builder().build().readTree(text(out));
    }

    private String text(String out) throws IOException {
        return Files.readString(folder.resolve(out).resolve("mapping.json"));
    }

    private JsonNode cached(String out) throws IOException {
        String text = Files.readString(folder.resolve(out).resolve("timings.json"));
        return JsonMapper.builder().build().readTree(text).get("cached");
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(cache()))) {
            return files.sorted().toList();
        }
    }

    @Test
    void theFileHoldsLegalSchedulesAtTheirPriceAndItsSchema() throws IOException {
        CommandRun ran = map("out", "--no-cache", "--objective", "energy");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(schema().validate(text("out"), InputFormat.JSON)).isEmpty();
        Accelerator machine = MachineReader.read(Path.of(MACHINE));
        Map<String, Contraction> layers = new LinkedHashMap<>();
        OnnxReader.read(Path.of(MODEL), 1, Map.of())
                .contractions()
                .forEach(layer -> layers.put(layer.name(), layer));
        List<String> named = new ArrayList<>();
        double picojoules = 0;
        for (JsonNode row : mapping("out").get("layers")) {
            Contraction layer =
                    Objects.requireNonNull(layers.get(row.at("/layers/0").stringValue()));
            for (JsonNode name : row.get("layers")) {
                named.add(name.stringValue());
                Contraction equal = Objects.requireNonNull(layers.get(name.stringValue()));
                assertThat(equal.nest()).isEqualTo(layer.nest());
                picojoules += row.get("energyPicojoules").doubleValue();
            }
            Schedule schedule = ScheduleText.parse(row.get("schedule").stringValue());
            Precision signed = machine.precision(row.get("precision").stringValue());
            assertThat(
                            Stream.of(signed, signed.withUnsignedActivations())
                                    .map(machine::withOwnAccumulator)
                                    .filter(exact ->
                                            ScheduleCheck.illegalities(
                                                            schedule, layer.nest(), exact, machine)
                                                    .isEmpty())
                                    .map(exact ->
                                            BoundModel.cycles(
                                                    schedule, layer.nest(), exact, machine)))
                    .isNotEmpty()
                    .allMatch(cycles ->
                            cycles <= row.get("cycles").longValue()
                                    && cycles <= row.at("/simulated/cycles").longValue());
            assertThat(row.get("gap").doubleValue()).isZero();
            assertThat(row.get("complete").booleanValue()).isTrue();
            assertThat(row.get("bound").doubleValue())
                    .isEqualTo(row.get("energyPicojoules").doubleValue());
            assertThat(row.get("accesses").propertyNames())
                    .contains(machine.memories().getFirst().name());
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(layers.keySet());
        assertThat(mapping("out").at("/totals/energyPicojoules").doubleValue())
                .isCloseTo(picojoules, offset(picojoules * 1e-12));
    }

    @Test
    void aSecondRunReadsWhatTheFirstFoundAndADamagedEntryIsMappedAnew() throws IOException {
        assertThat(map("first", "--cache", cache(), "--visits", "9999").code()).isZero();
        assertThat(cached("first")).isEmpty();
        List<Path> entries = entries();
        assertThat(entries).hasSize(mapping("first").get("layers").size());
        Path damaged = entries.getFirst();
        String whole = Files.readString(damaged);
        Files.writeString(damaged, whole.replace("\"cycles\":", "\"cycles\":1"));
        Files.writeString(entries.getLast(), "");
        assertThat(map("second", "--cache", cache(), "--visits", "9999").code()).isZero();
        assertThat(cached("second")).hasSize(entries.size() - 2);
        assertThat(text("second")).isEqualTo(text("first"));
        assertThat(Files.readString(damaged)).isEqualTo(whole);
        assertThat(entries()).isEqualTo(entries);
        assertThat(map("other", "--cache", cache(), "--layer", "/stem/Conv").code()).isZero();
        assertThat(cached("other")).isEmpty();
    }

    @Test
    void anEntryWhoseScheduleCostsSomethingElseIsNotBelieved() throws IOException {
        assertThat(map("first", "--cache", cache(), "--layer", "/stem/Conv").code()).isZero();
        Path entry = entries().getFirst();
        String json = Files.readString(entry).substring(64).replace("\"cycles\":", "\"cycles\":1");
        String hash = Hashes.sha256(json.getBytes(StandardCharsets.UTF_8));
        Files.writeString(entry, hash + json);
        assertThat(map("second", "--cache", cache(), "--layer", "/stem/Conv").code()).isZero();
        assertThat(cached("second")).isEmpty();
        assertThat(text("second")).isEqualTo(text("first"));
    }

    @Test
    void badInputIsOneLine() throws IOException {
        String[] good = {"map", MODEL, "-m", MACHINE, "--no-cache"};
        refused(2, "objective", with(good, "--objective", "speed"));
        refused(2, "/stem/Conv", with(good, "--layer", "/stem/Convo"));
        refused(2, "--visits", with(good, "--visits", "0"));
        refused(2, "Keep one", with(good, "--cache", cache()));
        refused(2, "missing.yaml", with(good, "--constraints", "missing.yaml"));
        Path constraints =
                Files.writeString(
                        folder.resolve("levels.yaml"),
                        "format: bitwright-constraints/1\nlevels:\n  nowhere: {keep: [weight]}\n");
        refused(2, "nowhere", with(good, "--constraints", constraints.toString()));
    }

    private static String[] with(String[] arguments, String... further) {
        return Stream.of(arguments, further).flatMap(Stream::of).toArray(String[]::new);
    }

    private static Schema schema() {
        try (InputStream file =
                Objects.requireNonNull(
                        MapCommandTest.class.getResourceAsStream(
                                "/bitwright/cli/mapping.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
