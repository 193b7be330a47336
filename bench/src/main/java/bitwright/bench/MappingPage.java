package bitwright.bench;

import bitwright.mapper.search.MapperOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Measures the proven search of spatial arrays, layer by layer, and what knowing bit widths is
/// worth to it; writes `docs/mapping.md`.
public final class MappingPage {
    private static final List<String> NETWORKS =
            List.of("resnet18", "resnet50", "mobilenet_v2", "vit_b_16");
    private static final List<String> MACHINES =
            List.of(
                    "int8-array-16x16",
                    "pot-array-16x16",
                    "pot4-array-16x23",
                    "log-array-16x16",
                    "fusion-array-16x16",
                    "bit-serial-array-16x16",
                    "tpu-v1",
                    "nvdla-32",
                    "nvdla-128",
                    "nvdla-512",
                    "nvdla-2048",
                    "simba-like",
                    "eyeriss");
    private static final String HEAD =
            """
            # Proven mappings: time, gap, and what bit widths are worth

            Written by `mvn -Pmapping -DskipTests verify -pl bench -am`; never by hand. Every distinct layer of the zoo's network is mapped for energy times cycles over the space of ADR 0008, at most %,d visits; seconds are processor time of one thread, the first networks on a cold virtual machine. A gap of 0 means that no schedule of the space is better; else it is how much better one may be at most. The machine: %d processors, %s, Java %s, a heap of %,d MiB at most.
            """;

    private MappingPage() {}

    /// Runs from the repository's root.
    ///
    /// @param arguments none, or the machines to measure
    public static void main(String[] arguments) throws IOException {
        List<String> machines = arguments.length > 0 ? List.of(arguments) : MACHINES;
        StringBuilder page =
                new StringBuilder(
                        HEAD.formatted(
                                MapperOptions.VISITS,
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.arch"),
                                Runtime.version().feature(),
                                Runtime.getRuntime().maxMemory() >> 20));
        page.append(MappingTimes.text(machines, NETWORKS));
        page.append(WholeNetworks.text());
        page.append(ExhaustiveComparison.text());
        page.append(new WidthAwareness().text());
        Files.writeString(Path.of("docs", "mapping.md"), page);
    }
}
