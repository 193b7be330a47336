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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Processor time and gap of every distinct layer, by machine and network.
final class MappingTimes {
    private static final String HEAD =
            """

            ## Time and gap by layer

            | machine | precision | network | distinct layers | median s | worst s | all s | layers with a gap | greatest gap |
            |---|---|---|---|---|---|---|---|---|
            """;

    private MappingTimes() {}

    /// One table, its rows measured side by side.
    static String text(List<String> machines, List<String> networks) {
        return HEAD
                + machines.parallelStream()
                        .map(machine ->
                                networks.stream()
                                        .map(network -> row(machine, network))
                                        .collect(Collectors.joining()))
                        .collect(Collectors.joining());
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
            open += proof.isProvenBest() ? 0 : 1;
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
    static Set<LoopNest> layers(String network) {
        Set<LoopNest> nests = new LinkedHashSet<>();
        for (Contraction layer : Zoo.network(network, 1).contractions()) {
            nests.add(layer.nest());
        }
        return nests;
    }
}
