package bitwright.bench;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;

/// ResNet-50 at four precisions on two threads, as a planner asks for it.
final class WholeNetworks {
    private static final List<String> PRECISIONS = List.of("w8a8", "w6a8", "w4a8", "w4a4");
    private static final String HEAD =
            """

            ## ResNet-50 at four precisions

            Every distinct layer at %s with the default search, layers side by side on all processors.

            | machine | elapsed s | processor s |
            |---|---|---|
            """;

    private WholeNetworks() {}

    static String text() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, HEAD, String.join(", ", PRECISIONS)));
        for (String name : List.of("fusion-array-16x16", "bit-serial-array-16x16")) {
            Accelerator machine = MachineReader.read(Path.of("hw-configs", name + ".yaml"));
            List<String> offered =
                    PRECISIONS.stream()
                            .filter(precision ->
                                    machine.units().getFirst().instructions().stream()
                                            .anyMatch(row ->
                                                    row.precision()
                                                            .hasFormatsOf(
                                                                    machine.precision(precision))))
                            .toList();
            DoubleAdder processor = new DoubleAdder();
            long start = System.nanoTime();
            offered.stream()
                    .flatMap(precision ->
                            MappingTimes.layers("resnet50").stream()
                                    .map(nest ->
                                            (Runnable)
                                                    () -> {
                                                        double from = ProcessorTime.microseconds();
                                                        Mapper.map(
                                                                nest,
                                                                machine.precision(precision),
                                                                machine,
                                                                MapperOptions.DEFAULT);
                                                        processor.add(
                                                                ProcessorTime.microseconds()
                                                                        - from);
                                                    }))
                    .toList()
                    .parallelStream()
                    .forEach(Runnable::run);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s (%s) | %.1f | %.1f |%n",
                            name,
                            String.join(", ", offered),
                            (System.nanoTime() - start) / 1e9,
                            processor.sum() / 1e6));
        }
        return text.toString();
    }
}
