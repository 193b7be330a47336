package bitwright.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Anchors of a phone and of the processor that ONNX Runtime was measured on.
final class PhoneAnchors {
    static void phone(AnchorRows rows) {
        String source =
                "Krishnamoorthi, arXiv 1806.08342, Pixel 2, recalled; one constant for each runtime,";
        Map<PhoneLatencies.Row, Double> times = new LinkedHashMap<>();
        for (PhoneLatencies.Row row : PhoneLatencies.ROWS) {
            double time = PhoneLatencies.milliseconds(row.network(), row.runtime());
            times.put(row, time);
            rows.percent(
                    row.network() + ", " + row.runtime().label + ", ms",
                    row.milliseconds(),
                    time,
                    row.fitted() ? 1 : 35,
                    "%.1f",
                    source + (row.fitted() ? " fitted on this row" : " held"));
        }
        for (PhoneLatencies.Engine runtime : PhoneLatencies.Engine.values()) {
            double mean =
                    times.entrySet().stream()
                            .filter(row -> row.getKey().runtime() == runtime)
                            .filter(row -> !row.getKey().fitted())
                            .mapToDouble(row ->
                                    100
                                            * Math.abs(
                                                    row.getValue() / row.getKey().milliseconds()
                                                            - 1))
                            .average()
                            .orElseThrow();
            rows.near(
                    "Networks that were not fitted, " + runtime.label + ", mean error, %",
                    0,
                    mean,
                    25,
                    "%.1f",
                    source + " fitted on MobileNet v1");
        }
        times.forEach((row, time) -> {
            if (row.runtime() != PhoneLatencies.Engine.CPU_FLOAT && !row.fitted()) {
                PhoneLatencies.Row floats = PhoneLatencies.floats(row.network());
                rows.percent(
                        row.network() + ", " + row.runtime().label + " against float CPU",
                        floats.milliseconds() / row.milliseconds(),
                        times.getOrDefault(floats, 0.0) / time,
                        30,
                        "%.2f",
                        source + " held");
            }
        });
    }

    static void runtimeRatios(AnchorRows rows) throws IOException {
        String source = RuntimeRatios.provenance() + "; nothing fitted";
        for (RuntimeRatios.Ratio ratio : RuntimeRatios.all()) {
            rows.percent(
                    "ONNX Runtime, " + ratio.name() + ", fp32 over int8",
                    ratio.measured(),
                    ratio.predicted(),
                    25,
                    "%.2f",
                    source);
        }
    }
}
