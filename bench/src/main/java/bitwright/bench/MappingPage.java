package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.Objective;
import bitwright.mapper.search.Proof;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Measures the proven search of spatial arrays, layer by layer, and what knowing bit widths is
/// worth to it; writes `docs/mapping.md`.
public final class MappingPage {
    private static final List<String> NETWORKS =
            List.of("resnet18", "resnet50", "mobilenet_v2", "vit_b_16");
    private static final List<String> MACHINES =
            List.of(
                    "int8-array-16x16",
                    "pot4-array-16x23",
                    "fusion-array-16x16",
                    "tpu-v1",
                    "nvdla-2048",
                    "nvdla-32",
                    "simba-like",
                    "eyeriss");
    private static final String HEAD =
            """
            # Proven mappings: time, gap, and what bit widths are worth

            Written by `mvn -Pmapping -DskipTests verify -pl bench -am`; never by hand. Every distinct layer of the zoo's network is mapped for energy times cycles over the space of ADR 0008, at most %,d visits; seconds are processor time of one thread, the first networks on a cold virtual machine. A gap of 0 means that no schedule of the space is better; else it is how much better one may be at most. The machine: %d processors, %s, Java %s.

            | machine | precision | network | distinct layers | median s | worst s | all s | layers with a gap | greatest gap |
            |---|---|---|---|---|---|---|---|---|
            """;

    private MappingPage() {}

    /// Runs from the repository's root.
    ///
    /// @param arguments none, or the machines to measure
    public static void main(String[] arguments) throws IOException {
        StringBuilder page =
                new StringBuilder(
                        HEAD.formatted(
                                MapperOptions.VISITS,
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.arch"),
                                Runtime.version().feature()));
        for (String machine : arguments.length > 0 ? List.of(arguments) : MACHINES) {
            for (String network : NETWORKS) {
                page.append(row(machine, network));
            }
        }
        page.append(new WidthAwareness().text());
        Files.writeString(Path.of("docs", "mapping.md"), page);
    }

    private static String row(String name, String network) {
        Accelerator machine = MachineReader.read(Path.of("hw-configs", name + ".yaml"));
        Precision precision =
                machine.precision(
                        machine.units().getFirst().instructions().getFirst().precision().name());
        List<Double> seconds = new ArrayList<>();
        double greatest = 0;
        int open = 0;
        for (LoopNest nest : layers(network)) {
            double start = ProcessorTime.microseconds();
            MappedLayer mapped =
                    Mapper.map(
                            nest,
                            precision,
                            machine,
                            MapperOptions.proving(Objective.EDP, Constraints.NONE));
            seconds.add((ProcessorTime.microseconds() - start) / 1e6);
            Proof proof = Objects.requireNonNull(mapped.proof());
            greatest = Math.max(greatest, proof.gap());
            open += proof.gap() > 0 ? 1 : 0;
        }
        Collections.sort(seconds);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %.2f | %.2f | %.1f | %d | %s |%n",
                name,
                precision.name(),
                network,
                seconds.size(),
                seconds.get(seconds.size() / 2),
                seconds.getLast(),
                seconds.stream().mapToDouble(Double::doubleValue).sum(),
                open,
                open == 0 ? "0" : String.format(Locale.ROOT, "%.1f %%", 100 * greatest));
    }

    /// The distinct loop nests of a network of the zoo, one image.
    private static Set<LoopNest> layers(String network) {
        Set<LoopNest> nests = new LinkedHashSet<>();
        for (Contraction layer : Zoo.network(network, 1).contractions()) {
            nests.add(layer.nest());
        }
        return nests;
    }
}
